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
import dev.memjay.model.Verb;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * memcached's classic text protocol, for servers and proxies that know no meta commands. Its replies bring back no more
 * than the key of a value.
 */
public final class ClassicDialect implements Dialect {
    private static final byte[] GET = ascii("get ");
    private static final byte[] GETS = ascii("gets ");
    private static final byte[] GATS = ascii("gats ");
    private static final byte[] TOUCH = ascii("touch ");
    private static final byte[] DELETE = ascii("delete ");
    private static final byte[] INCR = ascii("incr ");
    private static final byte[] DECR = ascii("decr ");
    private static final byte[] CAS = ascii("cas ");
    private static final byte[] SET = ascii("set ");
    private static final byte[] ADD = ascii("add ");
    private static final byte[] REPLACE = ascii("replace ");
    private static final byte[] APPEND = ascii("append ");
    private static final byte[] PREPEND = ascii("prepend ");

    private final int largestValue;
    private final NodeTraits traits;

    /** Accepts values of up to {@link #MAX_VALUE} bytes. */
    public ClassicDialect() {
        this(MAX_VALUE);
    }

    /**
     * @param traits what the server or proxy can do
     */
    public ClassicDialect(NodeTraits traits) {
        this.largestValue = MAX_VALUE;
        this.traits = traits;
    }

    /**
     * @param largestValue longest value, in bytes, accepted in a reply; a longer one is taken for garbage
     */
    public ClassicDialect(int largestValue) {
        this.largestValue = largestValue;
        this.traits = NodeTraits.usual();
    }

    @Override
    public String name() {
        return "classic";
    }

    @Override
    public boolean carriesBinaryKeys() {
        return false;
    }

    @Override
    public @Nullable String refusal(Request request) {
        String lacking = traits.refusal(request);
        if (lacking != null) {
            return lacking;
        }
        if (traits.lacksCommands()) {
            String command = neededCommand(request);
            if (command != null && !traits.knows(command)) {
                return NodeTraits.lacking(command);
            }
        }
        if (request instanceof RawMeta) {
            return "the classic dialect has no meta commands; the meta dialect does";
        }
        if (request instanceof ReadRequest read) {
            if (read.claimsWin()) {
                return "the classic dialect gives no leases; the meta dialect does";
            }
            if (read.exptime() != Exptime.UNCHANGED && read.wants(ReadRequest.VALUE) && traits.closesOverUnknown()) {
                return "the proxy at hand knows no gat; get and touch would do";
            }
            // A lookup goes without what the dialect cannot tell; without a value there would be nothing left.
            return read.wants(ReadRequest.INFO) && !read.wants(ReadRequest.VALUE)
                    ? "the classic dialect cannot tell the facts of an item; the meta dialect can"
                    : null;
        }
        if (request instanceof StoreRequest store && store.newCas() != 0) {
            return "the classic dialect cannot choose an item's CAS number; the meta dialect of memcached 1.6.27 can";
        }
        if (request instanceof StoreRequest store && store.cas() != 0) {
            boolean comparable = store.mode() == StoreRequest.Mode.SET || store.mode() == StoreRequest.Mode.REPLACE;
            return comparable
                    ? null
                    : "the classic dialect compares a CAS number only where it replaces a value;"
                            + " the meta dialect does so for append and prepend too";
        }
        if (request instanceof DeleteRequest delete) {
            return refusal(delete);
        }
        if (request instanceof CountRequest count && count.creates()) {
            return "the classic dialect cannot create a counter while counting; the meta dialect can, or add() it first";
        }
        if (request instanceof TextCommand command) {
            return refusal(command);
        }
        return request instanceof QuietRun run ? refusal(run) : null;
    }

    /** The command without which a request cannot be said; null for one that is looked at elsewhere. */
    private static @Nullable String neededCommand(Request request) {
        if (request instanceof GetRun gets) {
            return gets.withCas() ? "gets" : "get";
        }
        if (request instanceof QuietRun || request instanceof TextCommand || request instanceof RawMeta) {
            return null;
        }
        return request instanceof ReadRequest read && isContentWithout(read) ? "get" : commandOf(request);
    }

    private @Nullable String refusal(TextCommand command) {
        if (!traits.closesOverUnknown()
                || (traits.peer() == NodeTraits.Peer.CLOSING_PROXY
                        && command.line().equals("version"))) {
            return null;
        }
        return "the proxy at hand knows no commands of administration, and would close the connection; ask the servers"
                + " behind it";
    }

    private static @Nullable String refusal(DeleteRequest delete) {
        if (delete.marksStale()) {
            return "the classic dialect cannot mark an item stale; the meta dialect can, or delete the item";
        }
        return delete.cas() == 0
                ? null
                : "the classic dialect cannot compare a CAS number on delete; the meta dialect can";
    }

    private @Nullable String refusal(QuietRun run) {
        for (int i = 0; i < run.size(); i++) {
            String refusal = refusal(run.request(i));
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
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
            for (int i = 0; i < run.size(); i++) {
                command(run.request(i), run.key(i), out);
            }
        } else {
            command(request, key, out);
        }
    }

    @Override
    public Decoder decoder() {
        return new ClassicDecoder(largestValue, traits);
    }

    /** The command that says a request, for messages. */
    static String commandOf(Request request) {
        if (request instanceof ReadRequest read) {
            if (read.exptime() == Exptime.UNCHANGED) {
                return mayAnswerCas(read) ? "gets" : "get";
            }
            return read.wants(ReadRequest.VALUE) ? "gats" : "touch";
        }
        if (request instanceof StoreRequest store) {
            return store.cas() != 0 ? "cas" : store.mode().name().toLowerCase(Locale.ROOT);
        }
        if (request instanceof CountRequest count) {
            return count.isDecrement() ? "decr" : "incr";
        }
        return "delete";
    }

    /**
     * Whether a read's reply has the CAS number. A plain get and a contains want it for a win they may be given, and the
     * classic dialect gives no wins; so they say {@code get}, which every proxy knows.
     */
    private boolean asksCas(ReadRequest read) {
        return mayAnswerCas(read) && (traits.knows("gets") || !isContentWithout(read));
    }

    /** Whether a read's reply may have the CAS number, and may not: what was found out since it was sent does not matter. */
    static boolean mayAnswerCas(ReadRequest read) {
        Verb verb = read.verb();
        return read.wants(ReadRequest.CAS | ReadRequest.VALUE)
                && verb != Verb.GET
                && verb != Verb.GET_ALL
                && verb != Verb.CONTAINS;
    }

    /** A lookup tells what the server can tell. */
    private static boolean isContentWithout(ReadRequest read) {
        return read.verb() == Verb.LOOKUP;
    }

    private void command(Request request, @Nullable String key, Output out) {
        if (key == null) {
            throw new IllegalStateException("a command for one key has no key");
        }
        if (request instanceof ReadRequest read) {
            read(read, key, out);
        } else if (request instanceof StoreRequest store) {
            store(store, key, out);
        } else if (request instanceof DeleteRequest) {
            out.bytes(DELETE);
            out.text(key);
            if (key.equals("noreply")) {
                // Newer servers take a last word like this for the option, and would not answer.
                out.put(' ');
                out.put('0');
            }
        } else if (request instanceof CountRequest count) {
            out.bytes(count.isDecrement() ? DECR : INCR);
            out.text(key);
            out.put(' ');
            out.unsigned(count.delta());
        } else {
            throw new IllegalStateException("no command for one key: " + request.verb());
        }
        lineEnd(out);
        if (request instanceof StoreRequest store) {
            out.value(store.data());
            lineEnd(out);
        }
    }

    private void read(ReadRequest read, String key, Output out) {
        if (read.exptime() == Exptime.UNCHANGED) {
            out.bytes(asksCas(read) ? GETS : GET);
            out.text(key);
        } else if (read.wants(ReadRequest.VALUE)) {
            out.bytes(GATS);
            out.decimal(read.exptime());
            out.put(' ');
            out.text(key);
        } else {
            out.bytes(TOUCH);
            out.text(key);
            out.put(' ');
            out.decimal(read.exptime());
        }
    }

    private static void store(StoreRequest store, String key, Output out) {
        out.bytes(store.cas() != 0 ? CAS : word(store.mode()));
        out.text(key);
        out.put(' ');
        out.decimal(store.flags() & 0xFFFFFFFFL);
        out.put(' ');
        out.decimal(store.exptime() == Exptime.UNCHANGED ? Exptime.NEVER : store.exptime());
        out.put(' ');
        out.decimal(store.data().length);
        if (store.cas() != 0) {
            out.put(' ');
            out.unsigned(store.cas());
        }
    }

    private static byte[] word(StoreRequest.Mode mode) {
        return switch (mode) {
            case SET -> SET;
            case ADD -> ADD;
            case REPLACE -> REPLACE;
            case APPEND -> APPEND;
            case PREPEND -> PREPEND;
        };
    }

    private static void lineEnd(Output out) {
        out.put('\r');
        out.put('\n');
    }
}
