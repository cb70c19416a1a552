package dev.memjay.server.text;

import dev.memjay.server.store.Expiry;
import dev.memjay.server.store.Key;
import dev.memjay.server.store.Numbers;
import org.jspecify.annotations.Nullable;

/** The flags of one meta command, read and checked; used again for each. */
final class MetaFlags {
    static final byte[] OPAQUE_TOO_LONG = Reply.line("CLIENT_ERROR opaque token too long");
    static final byte[] INVALID_OR_DUPLICATE = Reply.line("CLIENT_ERROR invalid or duplicate flag");
    /** Words of a command at most; 1.6.18 counts an invisible last one. */
    private static final int MAX_WORDS = 20;

    private static final int MAX_OPAQUE = 32;
    private static final byte[] INVALID = Reply.line("CLIENT_ERROR invalid flag");
    private static final byte[] DUPLICATE = Reply.line("CLIENT_ERROR duplicate flag");
    private static final byte[] BAD_TOKEN = Reply.line("CLIENT_ERROR bad token in command line format");
    private static final byte[] BAD_KEY = Reply.line("CLIENT_ERROR error decoding key");
    private static final byte[] BAD_INITIAL = Reply.line("CLIENT_ERROR invalid numeric initial value");
    private static final byte[] BAD_DELTA = Reply.line("CLIENT_ERROR invalid numeric delta value");
    private static final byte[] BAD_MODE_LENGTH = Reply.line("CLIENT_ERROR incorrect length for M token");

    private final Request request;
    private final Line line;
    private final boolean[] seen = new boolean[128];
    private final byte[] decodedKey = new byte[Request.MAX_KEY];
    private byte @Nullable [] error;

    byte[] keyBytes = new byte[0];
    int keyOffset;
    int keyLength;
    int expiryArgument;
    long expireAt;
    long vivifyExpireAt;
    int recacheArgument;
    int clientFlags;
    long compareCas;
    long newCas;
    long initial;
    long delta;
    int mode;

    MetaFlags(Request request) {
        this.request = request;
        this.line = request.line;
    }

    boolean has(char flag) {
        return seen[flag];
    }

    /** Whether there are too many words. */
    boolean tooMany() {
        return line.count() > (request.dialect.strict() ? MAX_WORDS : MAX_WORDS - 1);
    }

    /** Whether 1.6.40's tokenizer refuses a flag from this word on. */
    boolean refused(int start) {
        if (request.dialect.strict()) {
            for (int word = start; word < line.count(); word++) {
                if (!Character.isLetterOrDigit(line.first(word)) || line.first(word) >= 128) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean opaqueTooLong(int word) {
        return line.length(word) > MAX_OPAQUE;
    }

    /** The key, decoded if need be; valid until the next lookup. */
    Key key() {
        return request.probe.moveTo(keyBytes, keyOffset, keyLength);
    }

    /** Reads the flags from this word on and returns the error line, or null. */
    byte @Nullable [] read(int start) {
        java.util.Arrays.fill(seen, false);
        error = null;
        mode = 0;
        clientFlags = 0;
        expireAt = 0;
        vivifyExpireAt = 0;
        recacheArgument = 0;
        compareCas = 0;
        newCas = 0;
        initial = 0;
        delta = 1;
        keyBytes = line.bytes();
        keyOffset = line.start(1);
        keyLength = line.length(1);
        for (int word = start; word < line.count(); word++) {
            int flag = line.first(word);
            if (flag >= 127 || seen[flag]) {
                return DUPLICATE;
            }
            seen[flag] = true;
            if (!readFlag(flag, word)) {
                return INVALID;
            }
        }
        return error;
    }

    private boolean readFlag(int flag, int word) {
        int from = line.start(word) + 1;
        int to = line.end(word);
        byte[] text = line.bytes();
        Numbers numbers = request.numbers;
        switch (flag) {
            case 'O', 'P', 'L', 'k', 's', 't', 'c', 'f', 'v', 'h', 'l', 'u', 'q', 'I' -> {}
            case 'b' -> decodeKey();
            case 'N', 'T', 'R' -> time(flag, numbers.readSigned32(text, from, to));
            case 'F' ->
                flags(
                        request.dialect.strict()
                                ? numbers.readStrictUnsigned32(text, from, to)
                                : numbers.readUnsigned32(text, from, to));
            case 'C' -> {
                check(numbers.readUnsigned64(text, from, to), BAD_TOKEN);
                compareCas = numbers.value;
            }
            case 'M' -> mode(word);
            case 'J' -> {
                check(numbers.readUnsigned64(text, from, to), BAD_INITIAL);
                initial = numbers.value;
            }
            case 'D' -> {
                check(numbers.readUnsigned64(text, from, to), BAD_DELTA);
                delta = numbers.value;
            }
            case 'E' -> {
                check(numbers.readUnsigned64(text, from, to), BAD_TOKEN);
                newCas = numbers.value;
                return request.dialect.explicitCas();
            }
            case 'x' -> {
                return request.dialect.explicitCas();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void check(boolean good, byte[] otherwise) {
        if (!good) {
            error = otherwise;
        }
    }

    private void time(int flag, boolean good) {
        if (!good) {
            error = BAD_TOKEN;
            return;
        }
        int argument = (int) request.numbers.value;
        if (flag == 'R') {
            recacheArgument = argument;
        } else if (flag == 'N') {
            vivifyExpireAt = Expiry.at(argument, request.store.now());
        } else {
            expireAt = Expiry.at(argument, request.store.now());
        }
    }

    private void flags(boolean good) {
        if (good) {
            clientFlags = (int) request.numbers.value;
        } else if (error == null) {
            error = Reply.BAD_FORMAT;
        }
    }

    private void mode(int word) {
        int length = line.length(word);
        if (!request.dialect.strict() && length != 2) {
            error = BAD_MODE_LENGTH;
        } else {
            // an empty mode is none that anybody knows
            mode = length > 1 ? line.bytes()[line.start(word) + 1] & 0xFF : '?';
        }
    }

    private void decodeKey() {
        keyLength = Base64Key.decode(line.bytes(), line.start(1), line.end(1), decodedKey);
        keyBytes = decodedKey;
        keyOffset = 0;
        if (keyLength == 0) {
            error = BAD_KEY;
        }
    }

    /** Writes the return flag k, with b for a binary key. */
    void putKey(byte[] bytes, int offset, int length, boolean binary) {
        request.out.put(' ').put('k');
        if (binary) {
            Base64Key.encode(bytes, offset, length, request.out);
            request.out.put(' ').put('b');
        } else {
            request.out.put(bytes, offset, length);
        }
    }

    /** Writes O and k as the request gave them; false if the opaque is too long. */
    boolean putOpaqueAndKey() {
        for (int word = 2; word < line.count(); word++) {
            int flag = line.first(word);
            if (flag == 'O') {
                if (opaqueTooLong(word)) {
                    return false;
                }
                putWord(word);
            } else if (flag == 'k') {
                putKey(keyBytes, keyOffset, keyLength, has('b'));
            }
        }
        return true;
    }

    void putWord(int word) {
        request.out.put(' ').put(line.bytes(), line.start(word), line.length(word));
    }

    /** Whether an item of this expiry is due for a recache by R. */
    boolean due(long itemExpireAt, long secondsLeft) {
        if (!has('R') || itemExpireAt == 0 || recacheArgument <= 0) {
            return false;
        }
        if (recacheArgument <= Expiry.MAX_RELATIVE_SECONDS) {
            return secondsLeft < recacheArgument;
        }
        long recacheAt = recacheArgument * 1000L;
        // times in the past are all one to memcached, so none is before the other
        return recacheAt > request.store.now() && itemExpireAt < recacheAt;
    }
}
