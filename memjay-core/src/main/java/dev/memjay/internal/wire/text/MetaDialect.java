package dev.memjay.internal.wire.text;

import static dev.memjay.internal.wire.text.ErrorLine.ascii;

import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Exptime;
import dev.memjay.internal.wire.GetRun;
import dev.memjay.internal.wire.NodeTraits;
import dev.memjay.internal.wire.Output;
import dev.memjay.internal.wire.QuietRun;
import dev.memjay.internal.wire.RawMeta;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.TextCommand;
import org.jspecify.annotations.Nullable;

/**
 * memcached's meta protocol: single keys by {@code mg}, {@code ms}, {@code md} and {@code ma}, each with an opaque that
 * its reply has to bring back; many values at once by the classic {@code get}, which costs the server least.
 */
public final class MetaDialect implements Dialect {
    static final byte[] FENCE = ascii("mn\r\n");

    private static final byte[] READ = ascii("mg ");
    private static final byte[] STORE = ascii("ms ");
    private static final byte[] DELETE = ascii("md ");
    private static final byte[] COUNT = ascii("ma ");
    private static final byte[] PLAIN_READ = ascii(" v f c O");
    private static final byte[] OPAQUE = ascii(" O");
    private static final byte[] QUIET = ascii(" q");
    private static final byte[] BASE64 = ascii(" b");
    private static final byte[] NO_DATA = {};
    private static final int PLAIN = ReadRequest.VALUE | ReadRequest.FLAGS | ReadRequest.CAS;

    private final int largestValue;
    private final NodeTraits traits;
    private final boolean isUnderstood;

    /** Accepts values of up to {@link #MAX_VALUE} bytes. */
    public MetaDialect() {
        this(MAX_VALUE, NodeTraits.usual());
    }

    /**
     * @param traits what the server can do
     */
    public MetaDialect(NodeTraits traits) {
        this(MAX_VALUE, traits);
    }

    private MetaDialect(int largestValue, NodeTraits traits, boolean isUnderstood) {
        this.largestValue = largestValue;
        this.traits = traits;
        this.isUnderstood = isUnderstood;
    }

    /** The same for a connection on which a meta command was answered already. */
    public MetaDialect understood() {
        return new MetaDialect(largestValue, traits, true);
    }

    /**
     * @param largestValue longest value, in bytes, accepted in a reply; a longer one is taken for garbage
     */
    public MetaDialect(int largestValue) {
        this(largestValue, NodeTraits.usual());
    }

    /**
     * @param largestValue longest value, in bytes, accepted in a reply; a longer one is taken for garbage
     * @param traits what the server can do
     */
    public MetaDialect(int largestValue, NodeTraits traits) {
        this(largestValue, traits, false);
    }

    @Override
    public String name() {
        return "meta";
    }

    @Override
    public @Nullable String refusal(Request request) {
        String lacking = traits.refusal(request);
        if (lacking != null) {
            return lacking;
        }
        if (traits.lacksCommands() && !(request instanceof TextCommand || request instanceof QuietRun)) {
            String command = request instanceof GetRun gets ? gets.withCas() ? "gets" : "get" : commandOf(request);
            if (!traits.knows(command)) {
                return NodeTraits.lacking(command);
            }
        }
        if (request instanceof StoreRequest store && store.newCas() != 0 && !traits.choosesCas()) {
            return "the server at hand cannot choose an item's CAS number; memcached 1.6.27 can";
        }
        if (request instanceof DeleteRequest delete
                && delete.marksStale()
                && delete.cas() != 0
                && !traits.comparesOnDelete()) {
            return "memcached 1.6.0 to 1.6.12 marks no item under a CAS number; 1.6.13 does";
        }
        if (request instanceof QuietRun run && run.size() > 0 && run.size() <= Opaque.MAX_ITEMS) {
            return refusal(run.request(0)); // all are of one kind
        }
        if (request instanceof QuietRun run && run.size() > Opaque.MAX_ITEMS) {
            return "a run of " + run.size() + " commands exceeds " + Opaque.MAX_ITEMS + "; send it in smaller runs";
        }
        return null;
    }

    @Override
    public boolean carriesBinaryKeys() {
        return !traits.isDraft();
    }

    @Override
    public NodeTraits traits() {
        return traits;
    }

    @Override
    public void encode(Exchange exchange, int opaque, Output out) {
        Request request = exchange.request;
        String key = exchange.key;
        exchange.requireWanted();
        if (request instanceof GetRun gets) {
            ClassicReplies.encode(gets, out);
        } else if (request instanceof TextCommand command) {
            ClassicReplies.encode(command, out);
        } else if (request instanceof QuietRun run) {
            encodeRun(run, opaque, out);
        } else {
            Request sent = traits.comparesOnDelete() ? request : withoutComparingDelete(request);
            command(sent, key, exchange.base64Key, false, out);
            Opaque.write(opaque, Opaque.LENGTH, out);
            end(sent, out);
        }
    }

    @Override
    public Decoder decoder() {
        return new MetaDecoder(largestValue, traits, isUnderstood);
    }

    /** The command that says a request, for messages. */
    static String commandOf(Request request) {
        if (request instanceof ReadRequest || request instanceof GetRun) {
            return "mg";
        }
        if (request instanceof StoreRequest) {
            return "ms";
        }
        if (request instanceof RawMeta raw) {
            return raw.command();
        }
        if (request instanceof QuietRun run && run.size() > 0) {
            return commandOf(run.request(0)); // all are of one kind
        }
        return request instanceof DeleteRequest ? "md" : request instanceof CountRequest ? "ma" : "a bulk call";
    }

    private void encodeRun(QuietRun run, int opaque, Output out) {
        for (int i = 0; i < run.size(); i++) {
            Request request = run.request(i);
            command(request, run.key(i), run.isBase64(i), true, out);
            Opaque.write(opaque, Opaque.LENGTH, out);
            Opaque.write(i, Opaque.INDEX_LENGTH, out);
            end(request, out);
        }
        out.bytes(FENCE);
    }

    /**
     * What does the same on a server whose {@code md} answers {@code EX} to every CAS number: a store under the number that
     * expires at once.
     */
    private static Request withoutComparingDelete(Request request) {
        return request instanceof DeleteRequest delete && delete.cas() != 0
                ? new StoreRequest(delete.verb(), StoreRequest.Mode.SET, NO_DATA, 0, Exptime.AT_ONCE, delete.cas())
                : request;
    }

    /** Appends a command up to the letter of its opaque, which comes last. */
    private void command(Request request, @Nullable String key, boolean base64, boolean quiet, Output out) {
        if (key == null) {
            throw new IllegalStateException("a command for one key has no key");
        }
        if (request instanceof ReadRequest read) {
            out.bytes(READ);
            out.text(key);
            if (base64) {
                out.bytes(BASE64);
            }
            if (!quiet && read.wants() == PLAIN && read.exptime() == Exptime.UNCHANGED) {
                out.bytes(PLAIN_READ);
                return;
            }
            MetaFlags.read(read, out);
        } else if (request instanceof StoreRequest store) {
            out.bytes(STORE);
            out.text(key);
            length(store.data(), out);
            if (base64) {
                out.bytes(BASE64);
            }
            MetaFlags.store(store, out);
        } else if (request instanceof DeleteRequest delete) {
            out.bytes(DELETE);
            out.text(key);
            if (base64) {
                out.bytes(BASE64);
            }
            MetaFlags.delete(delete, out);
        } else if (request instanceof CountRequest count) {
            out.bytes(COUNT);
            out.text(key);
            if (base64) {
                out.bytes(BASE64);
            }
            MetaFlags.count(count, quiet, out);
        } else if (request instanceof RawMeta raw) {
            raw(raw, key, base64, out);
        } else {
            throw new IllegalStateException("no command for one key: " + request.verb());
        }
        if (quiet) {
            out.bytes(QUIET);
        }
        out.bytes(OPAQUE);
    }

    private void length(byte[] data, Output out) {
        out.put(' ');
        if (traits.isDraft()) {
            out.put('S');
        }
        out.decimal(data.length);
    }

    private void raw(RawMeta raw, String key, boolean base64, Output out) {
        out.text(raw.command());
        out.put(' ');
        out.text(key);
        byte[] data = raw.data();
        if (data != null) {
            length(data, out);
        }
        if (base64) {
            out.bytes(BASE64);
        }
        for (String flag : raw.flags()) {
            out.put(' ');
            out.text(flag);
        }
    }

    private static void end(Request request, Output out) {
        out.put('\r');
        out.put('\n');
        byte[] data = request instanceof StoreRequest store
                ? store.data()
                : request instanceof RawMeta raw ? raw.data() : null;
        if (data != null) {
            out.value(data);
            out.put('\r');
            out.put('\n');
        }
    }
}
