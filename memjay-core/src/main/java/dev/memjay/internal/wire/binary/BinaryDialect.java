package dev.memjay.internal.wire.binary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * memcached's binary protocol, for servers that take no other, such as those with SASL. Each packet has an opaque that its
 * reply has to bring back: the number of the exchange, and in a quiet run the index of the command below it.
 */
public final class BinaryDialect implements Dialect {
    static final int HEADER = 24;
    static final int REQUEST = 0x80;
    static final int REPLY = 0x81;

    /** Bits of an opaque that tell the command of a run; the rest is the number of the exchange. */
    static final int INDEX_BITS = 10;
    /** The index of the fence behind a run. */
    static final int FENCE = (1 << INDEX_BITS) - 1;

    private static final int NOT_CREATING = 0xffffffff;
    private static final String META_DOES = "; the meta dialect does";
    private static final String META_CAN = "; the meta dialect can";

    private final int largestValue;
    private final NodeTraits traits = NodeTraits.usual();

    /** Accepts values of up to {@link #MAX_VALUE} bytes. */
    public BinaryDialect() {
        this(MAX_VALUE);
    }

    /**
     * @param largestValue longest value, in bytes, accepted in a reply; a longer one is taken for garbage
     */
    public BinaryDialect(int largestValue) {
        this.largestValue = largestValue;
    }

    @Override
    public String name() {
        return "binary";
    }

    @Override
    public NodeTraits traits() {
        return traits;
    }

    @Override
    public @Nullable String refusal(Request request) {
        String lacking = traits.refusal(request);
        if (lacking != null) {
            return lacking;
        }
        if (traits.lacksCommands() && !(request instanceof TextCommand || request instanceof QuietRun)) {
            String command = BinaryOpcode.nameOf(request);
            if (!traits.knows(command)) {
                return NodeTraits.lacking(command);
            }
        }
        if (request instanceof RawMeta) {
            return "the binary dialect has no meta commands" + META_DOES;
        }
        if (request instanceof ReadRequest read) {
            if (read.claimsWin()) {
                return "the binary dialect gives no leases" + META_DOES;
            }
            // A lookup goes without what the dialect cannot tell; without a value there would be nothing left.
            return read.wants(ReadRequest.INFO) && !read.wants(ReadRequest.VALUE)
                    ? "the binary dialect cannot tell the facts of an item" + META_CAN
                    : null;
        }
        if (request instanceof StoreRequest store && store.newCas() != 0) {
            return "the binary dialect cannot choose an item's CAS number; the meta dialect of memcached 1.6.27 can";
        }
        if (request instanceof StoreRequest store) {
            return store.cas() != 0 && store.mode() == StoreRequest.Mode.ADD
                    ? "the binary dialect cannot compare a CAS number on add; no dialect can, use set or replace"
                    : null;
        }
        if (request instanceof DeleteRequest delete) {
            return delete.marksStale()
                    ? "the binary dialect cannot mark an item stale" + META_CAN + ", or delete the item"
                    : null;
        }
        if (request instanceof TextCommand command) {
            return BinaryOpcode.of(command) < 0
                    ? "the binary dialect has no command '" + BinaryOpcode.nameOf(command)
                            + "' in this form; the meta and the classic dialect send any line"
                    : null;
        }
        return request instanceof QuietRun run ? refusal(run) : request instanceof GetRun gets ? tooMany(gets) : null;
    }

    private @Nullable String refusal(QuietRun run) {
        if (run.size() > FENCE) {
            return tooMany(run.size());
        }
        for (int i = 0; i < run.size(); i++) {
            String refusal = refusal(run.request(i));
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private static @Nullable String tooMany(GetRun gets) {
        return gets.keys().length > FENCE ? tooMany(gets.keys().length) : null;
    }

    private static String tooMany(int size) {
        return "a run of " + size + " commands exceeds " + FENCE + "; send it in smaller runs";
    }

    @Override
    public void encode(Exchange exchange, int opaque, Output out) {
        Request request = exchange.request;
        String key = exchange.key;
        exchange.requireWanted();
        int number = opaque << INDEX_BITS;
        if (request instanceof GetRun gets) {
            encode(gets, number, out);
        } else if (request instanceof TextCommand command) {
            encode(command, number, out);
        } else if (request instanceof QuietRun run) {
            for (int i = 0; i < run.size(); i++) {
                command(run.request(i), run.key(i), run.isBase64(i), true, number | i, out);
            }
            header(BinaryOpcode.NOOP, 0, 0, 0, number | FENCE, 0, out);
        } else {
            command(request, key, exchange.base64Key, false, number, out);
        }
    }

    @Override
    public Decoder decoder() {
        return new BinaryDecoder(largestValue, traits);
    }

    private static void encode(GetRun gets, int number, Output out) {
        if (gets.keys().length == 0) {
            throw new IllegalStateException("a bulk get has no keys");
        }
        for (int i = 0; i < gets.keys().length; i++) {
            String key = gets.keys()[i];
            header(BinaryOpcode.GET_QUIETLY, key.length(), 0, 0, number | i, 0, out);
            out.text(key);
        }
        header(BinaryOpcode.NOOP, 0, 0, 0, number | FENCE, 0, out);
    }

    private static void encode(TextCommand command, int number, Output out) {
        int opcode = BinaryOpcode.of(command);
        String[] words = command.line().split(" ", 2);
        if (opcode == BinaryOpcode.STAT) {
            String what = words.length == 1 ? "" : words[1];
            header(opcode, what.length(), 0, 0, number, 0, out);
            out.text(what);
        } else if (words.length == 2) {
            header(opcode, 0, Integer.BYTES, 0, number, 0, out);
            out.int32(Integer.parseInt(words[1]));
        } else {
            header(opcode, 0, 0, 0, number, 0, out);
        }
    }

    private static void command(
            Request request, @Nullable String key, boolean base64, boolean quiet, int opaque, Output out) {
        if (key == null) {
            throw new IllegalStateException("a command for one key has no key");
        }
        // The protocol carries any bytes, so a key that is base64 for the sake of others goes as what it stands for.
        byte[] raw = base64 ? Base64.getDecoder().decode(key.getBytes(ISO_8859_1)) : null;
        int keyLength = raw == null ? key.length() : raw.length;
        int opcode = BinaryOpcode.of(request, quiet);
        if (request instanceof StoreRequest store) {
            boolean joins = store.mode() == StoreRequest.Mode.APPEND || store.mode() == StoreRequest.Mode.PREPEND;
            header(opcode, keyLength, joins ? 0 : 8, store.data().length, opaque, store.cas(), out);
            if (!joins) {
                out.int32(store.flags());
                out.int32(exptime(store.exptime()));
            }
        } else if (request instanceof CountRequest count) {
            header(opcode, keyLength, 20, 0, opaque, 0, out);
            out.int64(count.delta());
            out.int64(count.initial());
            out.int32(count.creates() ? exptime(count.exptime()) : NOT_CREATING);
        } else if (request instanceof ReadRequest read && read.exptime() != Exptime.UNCHANGED) {
            header(opcode, keyLength, Integer.BYTES, 0, opaque, 0, out);
            out.int32(exptime(read.exptime()));
        } else {
            header(opcode, keyLength, 0, 0, opaque, request instanceof DeleteRequest delete ? delete.cas() : 0, out);
        }
        if (raw == null) {
            out.text(key);
        } else {
            out.bytes(raw);
        }
        if (request instanceof StoreRequest store) {
            out.value(store.data());
        }
    }

    private static int exptime(long exptime) {
        return exptime == Exptime.UNCHANGED ? 0 : (int) exptime;
    }

    private static void header(
            int opcode, int keyLength, int extrasLength, int valueLength, int opaque, long cas, Output out) {
        out.put(REQUEST);
        out.put(opcode);
        out.int16(keyLength);
        out.put(extrasLength);
        out.put(0); // the data type, which is always raw
        out.int16(0); // the virtual bucket, which memcached does not look at
        out.int32(keyLength + extrasLength + valueLength);
        out.int32(opaque);
        out.int64(cas);
    }
}
