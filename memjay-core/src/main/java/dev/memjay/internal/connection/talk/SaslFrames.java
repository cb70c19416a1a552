package dev.memjay.internal.connection.talk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.memjay.internal.wire.AnswerLimit;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The few packets of the binary protocol that a login takes, one question and one answer at a time. */
final class SaslFrames {
    static final int LIST_MECHANISMS = 0x20;
    static final int AUTHENTICATE = 0x21;
    static final int STEP = 0x22;

    static final int SUCCESS = 0;
    static final int REFUSED = 0x20;
    static final int CONTINUE = 0x21;
    static final int UNKNOWN_COMMAND = 0x81;

    private static final int HEADER = 24;
    private static final int REQUEST = 0x80;
    private static final int STATUS_OFFSET = 6;
    private static final int BODY_LENGTH_OFFSET = 8;

    /**
     * An answer.
     *
     * @param status one of the protocol's
     * @param body what follows the header
     */
    record Answer(int status, byte[] body) {
        String text() {
            return new String(body, US_ASCII);
        }
    }

    private final LinkTalk talk;

    SaslFrames(LinkTalk talk) {
        this.talk = talk;
    }

    Answer ask(int opcode, String key, byte[] value) throws IOException {
        byte[] keyBytes = key.getBytes(US_ASCII);
        ByteBuffer request = ByteBuffer.allocate(HEADER + keyBytes.length + value.length)
                .put((byte) REQUEST)
                .put((byte) opcode)
                .putShort((short) keyBytes.length)
                .putInt(0) // no extras, no data type, no bucket
                .putInt(keyBytes.length + value.length)
                .putInt(0)
                .putLong(0)
                .put(keyBytes)
                .put(value);
        talk.asks("the login by SASL", AnswerLimit.TALK);
        talk.send(request.array());
        ByteBuffer header = ByteBuffer.wrap(talk.receivePacket(HEADER));
        long bodyLength = header.getInt(BODY_LENGTH_OFFSET) & 0xFFFFFFFFL;
        if ((header.get(1) & 0xFF) != opcode) {
            throw new IOException("the server does not answer in the binary protocol, in which SASL logs in");
        }
        return new Answer(header.getShort(STATUS_OFFSET) & 0xFFFF, talk.receive(bodyLength));
    }
}
