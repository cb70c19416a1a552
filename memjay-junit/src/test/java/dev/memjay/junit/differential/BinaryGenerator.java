package dev.memjay.junit.differential;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes random binary requests, legal and illegal, from a seed; keys belong to one session. */
final class BinaryGenerator {
    /** SASL is off and answers as any unknown command. */
    private static final int[] OPCODES = {
        0x00, 0x01, 0x01, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x11, 0x12,
        0x13, 0x14, 0x15, 0x16, 0x19, 0x1a, 0x1c, 0x1d, 0x1e, 0x20, 0x23, 0x24, 0x10, 0x21, 0x22, 0x1b, 0x1f, 0x50
    };

    private static final String[] STATISTICS = {
        "",
        "settings",
        "items",
        "slabs",
        "sizes",
        "reset",
        "detail on",
        "detail off",
        "detail dump",
        "detail",
        "bogus",
        "sizes_enable",
        "sizes_disable"
    };
    private static final int[] TIMES = {0, 0, 0, 600, 1500, 2592000, 2592001, -1};
    private static final int[] LAST = {0x07, 0x17, 0x08, 0x18, 0x0a};

    private final Random random;
    private final String prefix;
    private final List<Long> casNumbers = new ArrayList<>(List.of(1L, 2L));
    int commands;

    private final Differences differences;
    private final StringBuilder described = new StringBuilder();

    BinaryGenerator(long seed, Differences differences) {
        this.differences = differences;
        random = new Random(seed);
        prefix = "b" + seed + ":";
    }

    /** Some requests that are sent together; the last one is always answered or closes. */
    byte[] chunk() {
        ByteBuffer out = ByteBuffer.allocate(1 << 20);
        described.setLength(0);
        int count = 1 + random.nextInt(20);
        for (int i = 0; i < count; i++) {
            request(out);
        }
        if (chance(3)) {
            broken(out);
        } else if (chance(5)) {
            packet(out, LAST[random.nextInt(LAST.length)], new byte[0], "", new byte[0], 0);
        }
        packet(out, 0x0a, new byte[0], "", new byte[0], 0);
        commands += count + 1;
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    /** Remembers the cas numbers in an answer for later requests. */
    void learn(byte[] answer) {
        ByteBuffer packets = ByteBuffer.wrap(answer);
        while (packets.remaining() >= 24) {
            int at = packets.position();
            long cas = packets.getLong(at + 16);
            if (cas != 0) {
                casNumbers.add(cas);
                if (casNumbers.size() > 20) {
                    casNumbers.remove(0);
                }
            }
            packets.position(Math.min(packets.limit(), at + 24 + packets.getInt(at + 8)));
        }
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private void request(ByteBuffer out) {
        int opcode = OPCODES[random.nextInt(OPCODES.length)];
        String key = prefix + random.nextInt(6);
        String number = chance(90) ? prefix + "n" + random.nextInt(3) : key;
        long cas = chance(15) ? casNumbers.get(random.nextInt(casNumbers.size())) : 0;
        int time = TIMES[random.nextInt(TIMES.length)];
        switch (opcode) {
            case 0x01, 0x02, 0x03, 0x11, 0x12, 0x13 -> {
                byte[] extras = ByteBuffer.allocate(8)
                        .putInt(random.nextInt())
                        .putInt(time)
                        .array();
                boolean digits = chance(20);
                byte[] value =
                        digits ? Integer.toString(random.nextInt(200)).getBytes(StandardCharsets.US_ASCII) : value();
                packet(out, opcode, extras, digits ? number : key, value, cas);
            }
            case 0x05, 0x06, 0x15, 0x16 -> {
                byte[] extras = ByteBuffer.allocate(20)
                        .putLong(random.nextInt(100))
                        .putLong(random.nextInt(1000))
                        .putInt(time)
                        .array();
                if (sendable("binary-incr", number)) {
                    packet(out, opcode, extras, number, new byte[0], cas);
                }
            }
            case 0x10 -> {
                String name = STATISTICS[random.nextInt(STATISTICS.length)];
                packet(out, opcode, new byte[0], name, new byte[0], 0);
            }
            case 0x00, 0x09, 0x0c, 0x0d -> {
                String shown = chance(80) ? key : number;
                sendable("binary-get", shown);
                packet(out, opcode, new byte[0], shown, new byte[0], cas);
            }
            case 0x0e, 0x0f, 0x19, 0x1a -> packet(out, opcode, new byte[0], key, value(), cas);
            case 0x1c, 0x1d, 0x1e, 0x23, 0x24 -> {
                sendable("binary-get", key);
                packet(out, opcode, ByteBuffer.allocate(4).putInt(time).array(), key, new byte[0], 0);
            }
            case 0x1b, 0x1f, 0x50 -> packet(out, opcode, new byte[0], "", chance(50) ? value() : new byte[0], cas);
            case 0x0a, 0x0b, 0x20, 0x21, 0x22 -> packet(out, opcode, new byte[0], "", new byte[0], 0);
            default -> packet(out, opcode, new byte[0], key, new byte[0], cas);
        }
    }

    /** Whether the list of differences has nothing against this command after those before it. */
    private boolean sendable(String command, String key) {
        String line = command + " " + key + "\n";
        if (differences.forbids(described + line)) {
            return false;
        }
        described.append(line);
        return true;
    }

    private byte[] value() {
        byte[] value = new byte[chance(95) ? random.nextInt(40) : random.nextInt(4000)];
        random.nextBytes(value);
        return value;
    }

    private void packet(ByteBuffer out, int opcode, byte[] extras, String key, byte[] value, long cas) {
        out.put((byte) 0x80).put((byte) opcode).putShort((short) key.length());
        out.put((byte) extras.length).put((byte) 0).putShort((short) random.nextInt(3));
        out.putInt(extras.length + key.length() + value.length)
                .putInt(random.nextInt())
                .putLong(cas);
        out.put(extras).put(key.getBytes(StandardCharsets.US_ASCII)).put(value);
    }

    /** Something that memcached closes the connection for. */
    private void broken(ByteBuffer out) {
        switch (random.nextInt(4)) {
            case 0 -> packet(out, 0x00, new byte[4], "a", new byte[0], 0);
            case 1 -> packet(out, 0x01, new byte[8], "k".repeat(251), new byte[1], 0);
            case 2 -> packet(out, 0x01, new byte[0], "", new byte[3], 0);
            default -> packet(out, 0x0a, new byte[0], "key", new byte[0], 0);
        }
    }
}
