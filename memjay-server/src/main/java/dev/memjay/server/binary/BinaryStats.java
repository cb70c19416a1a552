package dev.memjay.server.binary;

import dev.memjay.server.protocol.Output;
import dev.memjay.server.protocol.ServerState;
import dev.memjay.server.protocol.ServerStats;
import java.nio.charset.StandardCharsets;

/** The statistics as binary packets, one for each. */
final class BinaryStats {
    private final ServerState state;
    private final Output out;
    private final Packet packet;
    private final ServerStats stats;

    BinaryStats(ServerState state, Output out, Packet packet) {
        this.state = state;
        this.out = out;
        this.packet = packet;
        this.stats = new ServerStats(state);
    }

    /** Answers the packet, which asks for a group by its key. */
    void answer() {
        String group = new String(packet.bytes, packet.keyOffset, packet.keyLength, StandardCharsets.ISO_8859_1);
        if (group.startsWith("sizes_") && state.settings().dialect().sizesSwitch()) {
            // memcached ends these with no empty packet
            if (group.equals("sizes_enable") || group.equals("sizes_disable")) {
                stats.switchSizes(group.equals("sizes_enable"), this::statLine);
                return;
            }
        }
        boolean known = switch (group) {
            case "reset" -> {
                state.counters().reset();
                state.prefixes().clear();
                yield true;
            }
            case "detail on", "detail off" -> {
                state.settings().detailEnabled(group.equals("detail on"));
                yield true;
            }
            case "detail dump" -> {
                // one value that holds what the text command answers, as memcached has it
                Output lines = new Output();
                state.prefixes().dump(lines);
                statLine("detailed", new String(lines.toByteArray(), StandardCharsets.ISO_8859_1) + "END\r\n");
                yield true;
            }
            default -> stats.collect(group, this::statLine);
        };
        if (known) {
            packet.reply(out, 0);
        } else {
            packet.error(out, Status.NOT_FOUND);
        }
    }

    private void statLine(String name, String value) {
        packet.reply(out, Status.SUCCESS, name.length(), 0, name.length() + value.length(), 0);
        out.put(name).put(value);
    }
}
