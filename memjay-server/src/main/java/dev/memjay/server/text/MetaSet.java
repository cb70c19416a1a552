package dev.memjay.server.text;

import dev.memjay.server.protocol.Output;
import dev.memjay.server.store.Counter;
import dev.memjay.server.store.Key;
import dev.memjay.server.store.Store;
import dev.memjay.server.store.StoreMode;
import dev.memjay.server.store.StoreOutcome;
import dev.memjay.server.store.StoreRequest;
import org.jspecify.annotations.Nullable;

/** {@code ms}. */
final class MetaSet {
    private static final byte[] TOO_MANY = Reply.line("CLIENT_ERROR options flags too long");
    private static final byte[] TOO_MANY_STRICT = Reply.line("CLIENT_ERROR options flags are too long");
    private static final byte[] BAD_MODE = Reply.line("CLIENT_ERROR invalid mode for ms M token");
    private static final int MAX_BYTES = Integer.MAX_VALUE - 2;

    private final Request request;
    private final MetaFlags flags;
    private final StoreRequest storing;
    /** What the answer shall carry: the command line is gone when the data block has arrived. */
    private final Output wanted = new Output();

    private final Output opaque = new Output();
    private boolean quiet;
    private int blockLength;

    MetaSet(Request request, MetaFlags flags) {
        this.request = request;
        this.flags = flags;
        this.storing = request.storing;
    }

    int blockLength() {
        return blockLength;
    }

    Commands.Next run() {
        boolean strict = request.dialect.strict();
        Line line = request.line;
        if (!strict && line.count() < 2) {
            // the one meta command without a key that both versions refuse alike begins to differ here
            request.out.put(Reply.ERROR);
            return Commands.Next.NONE;
        }
        if (line.count() < 3 || (!strict && request.keyTooLong(1))) {
            request.violated(Reply.BAD_FORMAT);
            return Commands.Next.NONE;
        }
        if (!strict && flags.tooMany()) {
            request.out.put(TOO_MANY);
            return Commands.Next.NONE;
        }
        if (!readLength(line) || flags.refused(3)) {
            request.violated(Reply.BAD_FORMAT);
            return Commands.Next.NONE;
        }
        byte[] error = check();
        if (error != null) {
            request.out.put(error);
            return Commands.Next.SWALLOW;
        }
        remember(line);
        storing.key = Key.of(flags.keyBytes, flags.keyOffset, flags.keyLength);
        return Commands.Next.BLOCK;
    }

    private boolean readLength(Line line) {
        if (request.dialect.strict()) {
            if (!request.numbers.readDigits31(line.bytes(), line.start(2), line.end(2))) {
                return false;
            }
        } else if (!request.signed32(2)) {
            return false;
        }
        blockLength = (int) request.numbers.value;
        return blockLength >= 0 && blockLength <= MAX_BYTES;
    }

    /** Everything that can be wrong while the length of the block is known. */
    private byte @Nullable [] check() {
        if (request.keyTooLong(1)) {
            request.violated();
            return Reply.BAD_FORMAT;
        }
        if (flags.tooMany()) {
            return TOO_MANY_STRICT;
        }
        byte[] error = flags.read(3);
        if (error != null) {
            return error;
        }
        StoreMode mode = mode();
        if (mode == null) {
            return BAD_MODE;
        }
        for (int word = 3; word < request.line.count(); word++) {
            if (request.line.first(word) == 'O' && flags.opaqueTooLong(word)) {
                return MetaFlags.OPAQUE_TOO_LONG;
            }
        }
        if (!request.store.fits(flags.keyLength, flags.clientFlags, blockLength)) {
            return refuse(Counter.STORE_TOO_LARGE, Reply.TOO_LARGE);
        }
        if (!request.store.hasRoom(flags.keyLength, flags.clientFlags, blockLength)) {
            return refuse(Counter.STORE_NO_MEMORY, Reply.NO_MEMORY);
        }
        fill(mode);
        return null;
    }

    private byte[] refuse(Counter counter, byte[] error) {
        int slabClass = Store.classOf(flags.keyLength, flags.clientFlags, blockLength);
        request.state.counters().addInClass(counter, slabClass);
        request.store.drop(flags.key());
        return error;
    }

    private @Nullable StoreMode mode() {
        StoreMode mode = switch (flags.mode) {
            case 0, 'S' -> StoreMode.SET;
            case 'E' -> StoreMode.ADD;
            case 'A' -> StoreMode.APPEND;
            case 'P' -> StoreMode.PREPEND;
            case 'R' -> StoreMode.REPLACE;
            default -> null;
        };
        return flags.has('C') && (mode == StoreMode.SET || mode == StoreMode.REPLACE) ? StoreMode.CAS : mode;
    }

    private void fill(StoreMode mode) {
        storing.clear();
        storing.mode = mode;
        storing.clientFlags = flags.clientFlags;
        storing.expireAt = flags.expireAt;
        storing.compareCas = flags.has('C') ? flags.compareCas : 0;
        storing.hasNewCas = flags.has('E');
        storing.newCas = flags.newCas;
        storing.allowStale = flags.has('I') && mode == StoreMode.CAS;
        storing.vivify = flags.has('N') && request.dialect.metaSetExtras();
        storing.vivifyExpireAt = flags.vivifyExpireAt;
        storing.keyBinary = flags.has('b');
        quiet = flags.has('q');
    }

    private void remember(Line line) {
        wanted.clear();
        opaque.clear();
        for (int word = 3; word < line.count(); word++) {
            switch (line.first(word)) {
                case 'O' -> {
                    opaque.put(line.bytes(), line.start(word), line.length(word));
                    wanted.put('O');
                }
                case 'k', 'c' -> wanted.put(line.first(word));
                case 's' -> {
                    if (request.dialect.metaSetExtras()) {
                        wanted.put('s');
                    }
                }
                default -> {}
            }
        }
    }

    void complete() {
        if (!request.block.wellFormed()) {
            request.count(Counter.CMD_SET);
            request.block.release();
            request.violated(Reply.BAD_DATA_CHUNK);
            return;
        }
        storing.value = request.block.release();
        StoreOutcome outcome = request.store.store(storing);
        if (outcome != StoreOutcome.STORED || !quiet) {
            answer(outcome);
        }
        storing.clear();
    }

    private void answer(StoreOutcome outcome) {
        Output out = request.out;
        switch (outcome) {
            case STORED -> out.put('H').put('D');
            case NOT_STORED -> out.put('N').put('S');
            case EXISTS -> out.put('E').put('X');
            case NOT_FOUND -> out.put('N').put('F');
        }
        Key key = storing.key;
        for (byte flag : wanted.toByteArray()) {
            switch (flag) {
                case 'O' -> out.put(' ').put(opaque.toByteArray());
                case 'k' -> flags.putKey(key.bytes(), key.offset(), key.length(), storing.keyBinary);
                case 'c' -> out.put(' ').put('c').number(storing.resultCas);
                default -> {
                    if (outcome == StoreOutcome.STORED) {
                        out.put(' ').put('s').number(storing.resultLength);
                    }
                }
            }
        }
        out.crlf();
    }
}
