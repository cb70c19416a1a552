package dev.memjay.internal.connection.talk;

import dev.memjay.internal.wire.AnswerLimit;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.binary.BinaryDialect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Asks for the version in the binary protocol; with another one, what was found out about the node is forgotten. */
public final class BinaryGreeting implements Greeting {
    private static final int HEADER = 24;
    private static final char VERSION = 0x0b;
    private static final int BODY_LENGTH_OFFSET = 8;
    private static final int AUTH_ERROR = 0x20;

    private volatile Dialect dialect = new BinaryDialect();
    private byte[] versionBefore = {};

    @Override
    public Dialect begin(LinkTalk talk) throws IOException {
        talk.asks("the binary command version", AnswerLimit.TALK);
        talk.send("\u0080" + VERSION + "\0".repeat(HEADER - 2));
        byte[] header = talk.receivePacket(HEADER);
        int status = (header[6] & 0xFF) << 8 | header[7] & 0xFF;
        long length = ByteBuffer.wrap(header).getInt(BODY_LENGTH_OFFSET) & 0xFFFFFFFFL;
        if (header[1] != VERSION) {
            throw new IOException("the server answered the binary command version with something else");
        }
        byte[] version = talk.receive(length);
        if (status != 0) {
            throw status == AUTH_ERROR
                    ? new LoginRefusedException("the server wants a login first; give it user and password")
                    : new IOException("the server refused the binary command version");
        }
        return dialectOf(version);
    }

    private synchronized Dialect dialectOf(byte[] version) {
        if (versionBefore.length > 0 && !Arrays.equals(version, versionBefore)) {
            dialect = new BinaryDialect();
        }
        versionBefore = version;
        return dialect;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }
}
