package dev.memjay.internal.wire.binary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.memjay.internal.wire.AnswerCount;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Input;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.TextCommand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the binary replies to commands of administration into the lines that the text protocol would have. */
final class BinaryText {
    private final BinaryPacket packet;
    private final AnswerCount count = new AnswerCount();
    private @Nullable List<String> lines;

    /** Shares the packet with the decoder that it works for. */
    BinaryText(BinaryPacket packet) {
        this.packet = packet;
    }

    /** Reads on in the answer; returns whether it is complete. */
    boolean decode(Exchange exchange, TextCommand command, int opaque, Input in) throws ProtocolViolation {
        while (true) {
            if (!packet.isBegun()) {
                if (!packet.begin(in)) {
                    return false;
                }
                packet.check(BinaryOpcode.of(command), opaque, command);
                count.of(command);
                count.bytes(packet.size()); // before memory is taken for the body
                count.lineEnd();
                packet.openRest(true);
            }
            if (!packet.finish(in)) {
                return false;
            }
            if (take()) {
                exchange.status = Status.TEXT;
                exchange.detail = lines == null ? List.of() : lines;
                lines = null;
                count.end();
                return true;
            }
        }
    }

    /** Takes a packet for a line or more; returns whether it was the last. */
    private boolean take() {
        if (lines == null) {
            lines = new ArrayList<>();
        }
        if (packet.status() != BinaryPacket.SUCCESS) {
            lines.add(error());
            return true;
        }
        byte[] rest = packet.release();
        String text = rest == null ? "" : new String(rest, ISO_8859_1);
        switch (packet.opcode()) {
            case BinaryOpcode.VERSION -> lines.add("VERSION " + text);
            case BinaryOpcode.STAT -> {
                if (text.isEmpty()) {
                    lines.add("END");
                    return true;
                }
                lines.add("STAT " + text.substring(0, packet.keyLength()) + " " + text.substring(packet.keyLength()));
                return false;
            }
            default -> lines.add("OK");
        }
        return true;
    }

    private String error() {
        String text = packet.text();
        boolean isUnknown =
                packet.status() == BinaryPacket.UNKNOWN_COMMAND || packet.status() == BinaryPacket.NOT_FOUND;
        return isUnknown ? "ERROR" : "SERVER_ERROR " + text;
    }
}
