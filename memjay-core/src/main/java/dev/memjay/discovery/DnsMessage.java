package dev.memjay.discovery;

import dev.memjay.discovery.DnsRecord.Type;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** DNS messages as RFC 1035 has them: makes questions and reads answers. Pure; refuses what is malformed. */
final class DnsMessage {
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int IS_ANSWER = 0x8000;
    private static final int CODE = 0x000F;
    private static final int NO_SUCH_NAME = 3;
    private static final int INTERNET = 1;
    private static final int MAX_JUMPS = 64;
    private static final int MAX_NAME = 255;

    private final ByteBuffer bytes;

    private DnsMessage(byte[] message) {
        bytes = ByteBuffer.wrap(message);
    }

    /** A question for the records of one type of one name. */
    static byte[] question(int id, String name, Type type) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put16(out, id);
        put16(out, RECURSION_DESIRED);
        put16(out, 1); // questions
        put16(out, 0);
        put16(out, 0);
        put16(out, 0);
        for (String label : DnsName.withoutEnd(name).split("\\.")) {
            byte[] ascii = label.getBytes(StandardCharsets.US_ASCII);
            out.write(ascii.length);
            out.writeBytes(ascii);
        }
        out.write(0);
        put16(out, type.number());
        put16(out, INTERNET);
        return out.toByteArray();
    }

    private static void put16(ByteArrayOutputStream out, int number) {
        out.write(number >> 8);
        out.write(number);
    }

    /**
     * The records of the type that was asked for, and those of the names that the asked one is another name for.
     *
     * @return empty when there is no such name or it has no such records
     * @throws IOException if it is no answer to that question, is malformed, or says that the server could not answer
     */
    static List<DnsRecord> answers(byte[] message, int id, String name, Type type) throws IOException {
        try {
            return new DnsMessage(message).answers(id, lower(DnsName.withoutEnd(name)), type);
        } catch (BufferUnderflowException e) {
            throw new IOException("the name server's answer is cut off", e);
        }
    }

    private List<DnsRecord> answers(int id, String name, Type type) throws IOException {
        int answerId = next16();
        int flags = next16();
        int questions = next16();
        int answers = next16();
        next16();
        next16();
        if (answerId != id || (flags & IS_ANSWER) == 0 || questions != 1) {
            throw new IOException("what the name server sent is no answer to the question");
        }
        if (!lower(nextName()).equals(name) || next16() != type.number() || next16() != INTERNET) {
            throw new IOException("the name server answered another question");
        }
        int code = flags & CODE;
        if (code == NO_SUCH_NAME) {
            return List.of();
        }
        if (code != 0) {
            throw new IOException("the name server could not answer: code " + code);
        }
        List<DnsRecord> records = new ArrayList<>();
        for (int i = 0; i < answers; i++) {
            DnsRecord record = nextRecord();
            if (record != null) {
                records.add(record);
            }
        }
        return ofChain(records, name, type);
    }

    /** Those of the name itself and of what it is an alias of; with the lowest time to live on the way. */
    private static List<DnsRecord> ofChain(List<DnsRecord> records, String name, Type type) {
        Set<String> names = new HashSet<>(Set.of(name));
        long seconds = Long.MAX_VALUE;
        boolean grows = true;
        while (grows) {
            grows = false;
            for (DnsRecord record : records) {
                if (record.type() == Type.CNAME && names.contains(record.owner()) && names.add(lower(record.text()))) {
                    seconds = Math.min(seconds, record.seconds());
                    grows = true;
                }
            }
        }
        List<DnsRecord> found = new ArrayList<>();
        for (DnsRecord record : records) {
            if (record.type() == type && names.contains(record.owner())) {
                long least = Math.min(seconds, record.seconds());
                found.add(new DnsRecord(
                        record.owner(), type, least, record.text(), record.priority(), record.weight(), record.port()));
            }
        }
        return found;
    }

    /** The next record, or null for one of a kind that is not read. */
    private @Nullable DnsRecord nextRecord() throws IOException {
        String owner = lower(nextName());
        int type = next16();
        int kind = next16();
        long ttl = bytes.getInt();
        int length = next16();
        int end = bytes.position() + length;
        if (end > bytes.limit()) {
            throw new BufferUnderflowException();
        }
        // RFC 2181: a time to live with its top bit set is zero.
        DnsRecord record = kind == INTERNET ? body(owner, type, Math.max(0, ttl), length) : null;
        if (bytes.position() > end) {
            throw new IOException("a record of the name server's answer is longer than it says");
        }
        bytes.position(end);
        return record;
    }

    private @Nullable DnsRecord body(String owner, int type, long seconds, int length) throws IOException {
        if (type == Type.A.number() && length == 4) {
            return new DnsRecord(owner, Type.A, seconds, ipv4(), 0, 0, 0);
        }
        if (type == Type.AAAA.number() && length == 16) {
            return new DnsRecord(owner, Type.AAAA, seconds, ipv6(), 0, 0, 0);
        }
        if (type == Type.CNAME.number()) {
            return new DnsRecord(owner, Type.CNAME, seconds, nextName(), 0, 0, 0);
        }
        if (type == Type.SRV.number()) {
            int priority = next16();
            int weight = next16();
            int port = next16();
            return new DnsRecord(owner, Type.SRV, seconds, nextName(), priority, weight, port);
        }
        return null;
    }

    private String ipv4() {
        return (bytes.get() & 0xFF) + "." + (bytes.get() & 0xFF) + "." + (bytes.get() & 0xFF) + "."
                + (bytes.get() & 0xFF);
    }

    /** As RFC 5952 wants it: lower case, the longest run of zeros left out. */
    private String ipv6() {
        int[] groups = new int[8];
        int bestStart = -1;
        int bestLength = 1;
        int start = 0;
        for (int i = 0; i < 8; i++) {
            groups[i] = next16();
            if (groups[i] != 0) {
                start = i + 1;
            } else if (i + 1 - start > bestLength) {
                bestStart = start;
                bestLength = i + 1 - start;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (i > 0 && (bestStart < 0 || i != bestStart + bestLength)) {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    /** A name, which may go on elsewhere in the message. */
    private String nextName() throws IOException {
        StringBuilder name = new StringBuilder();
        int after = -1;
        int jumps = 0;
        while (true) {
            int length = bytes.get() & 0xFF;
            if (length == 0) {
                break;
            }
            if (length >= 0xC0) {
                int target = (length & 0x3F) << 8 | bytes.get() & 0xFF;
                after = after < 0 ? bytes.position() : after;
                if (++jumps > MAX_JUMPS || target >= bytes.limit()) {
                    throw new IOException("a name in the name server's answer goes round in circles");
                }
                bytes.position(target);
                continue;
            }
            if (length > 63 || name.length() + length > MAX_NAME) {
                throw new IOException("a name in the name server's answer is malformed");
            }
            byte[] label = new byte[length];
            bytes.get(label);
            name.append(name.length() == 0 ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
        }
        if (after >= 0) {
            bytes.position(after);
        }
        return name.toString();
    }

    private int next16() {
        return bytes.getShort() & 0xFFFF;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
