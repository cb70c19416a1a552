package dev.memjay.server.text;

import dev.memjay.server.store.Counter;
import dev.memjay.server.store.Expiry;
import dev.memjay.server.store.Key;
import dev.memjay.server.store.Store;
import dev.memjay.server.store.StoreMode;
import dev.memjay.server.store.StoreRequest;

/** {@code set}, {@code add}, {@code replace}, {@code append}, {@code prepend} and {@code cas}. */
final class StorageCommands {
    private static final int MAX_BYTES = Integer.MAX_VALUE - 2;

    private final Request request;
    private final StoreRequest storing;
    private int blockLength;

    StorageCommands(Request request) {
        this.request = request;
        this.storing = request.storing;
    }

    int blockLength() {
        return blockLength;
    }

    Commands.Next run(Verb verb) {
        storing.clear();
        storing.mode = mode(verb);
        return request.dialect.strict() ? runStrict() : runLoose();
    }

    private static StoreMode mode(Verb verb) {
        return switch (verb) {
            case ADD -> StoreMode.ADD;
            case REPLACE -> StoreMode.REPLACE;
            case APPEND -> StoreMode.APPEND;
            case PREPEND -> StoreMode.PREPEND;
            case CAS -> StoreMode.CAS;
            default -> StoreMode.SET;
        };
    }

    /** 1.6.40 and later: once the length is known, the block of a bad line is swallowed. */
    private Commands.Next runStrict() {
        Line line = request.line;
        if (line.count() < 5
                || !request.numbers.readDigits31(line.bytes(), line.start(4), line.end(4))
                || request.numbers.value > MAX_BYTES) {
            request.violated(Reply.BAD_FORMAT);
            return Commands.Next.NONE;
        }
        blockLength = (int) request.numbers.value;
        request.readNoreply();
        if (request.keyTooLong(1) || !readNumbers(line)) {
            request.violated(Reply.BAD_FORMAT);
            return Commands.Next.SWALLOW;
        }
        return accept();
    }

    private Commands.Next runLoose() {
        Line line = request.line;
        int least = storing.mode == StoreMode.CAS ? 6 : 5;
        if (!request.words(least, least + 1)) {
            return Commands.Next.NONE;
        }
        request.readNoreply();
        if (request.keyTooLong(1) || !request.unsigned32(2) || !request.signed32(3) || !request.signed32(4)) {
            request.violated(Reply.BAD_FORMAT);
            return Commands.Next.NONE;
        }
        int length = (int) request.numbers.value;
        if (!readNumbers(line) || length < 0 || length > MAX_BYTES) {
            request.violated(Reply.BAD_FORMAT);
            return Commands.Next.NONE;
        }
        blockLength = length;
        return accept();
    }

    private boolean readNumbers(Line line) {
        if (!request.unsigned32(2)) {
            return false;
        }
        storing.clientFlags = (int) request.numbers.value;
        if (!request.signed32(3)) {
            return false;
        }
        storing.expireAt = Expiry.at((int) request.numbers.value, request.store.now());
        if (storing.mode == StoreMode.CAS) {
            if (line.count() < 6 || !request.unsigned64(5)) {
                return false;
            }
            storing.compareCas = request.numbers.value;
        }
        return true;
    }

    private Commands.Next accept() {
        int keyLength = request.line.length(1);
        if (request.settings.detailEnabled()) {
            request.state.prefixes().set(request.line.bytes(), request.line.start(1), keyLength);
        }
        if (!request.store.fits(keyLength, storing.clientFlags, blockLength)) {
            request.reply(Reply.TOO_LARGE);
            return refuse(Counter.STORE_TOO_LARGE);
        }
        if (!request.store.hasRoom(keyLength, storing.clientFlags, blockLength)) {
            request.reply(Reply.NO_MEMORY);
            return refuse(Counter.STORE_NO_MEMORY);
        }
        storing.key = Key.of(request.line.bytes(), request.line.start(1), keyLength);
        return Commands.Next.BLOCK;
    }

    /** A set that cannot be carried out must not leave the old value to readers. */
    private Commands.Next refuse(Counter counter) {
        int slabClass = Store.classOf(request.line.length(1), storing.clientFlags, blockLength);
        request.state.counters().addInClass(counter, slabClass);
        if (storing.mode == StoreMode.SET) {
            request.store.drop(request.key(1));
        }
        return Commands.Next.SWALLOW;
    }

    void complete() {
        if (!request.block.wellFormed()) {
            request.count(Counter.CMD_SET);
            request.block.release();
            request.violated(Reply.BAD_DATA_CHUNK);
            return;
        }
        storing.value = request.block.release();
        request.reply(
                switch (request.store.store(storing)) {
                    case STORED -> Reply.STORED;
                    case NOT_STORED -> Reply.NOT_STORED;
                    case EXISTS -> Reply.EXISTS;
                    case NOT_FOUND -> Reply.NOT_FOUND;
                });
        storing.clear();
    }
}
