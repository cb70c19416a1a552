package dev.memjay.dns;

import dev.memjay.model.Node;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A name server with the records that a test gives it, over UDP and TCP on one port of this machine. */
final class ScriptedNameServer implements AutoCloseable {
    /** The type of SRV records. */
    static final int SRV = 33;

    private static final int SMALL = 512;

    private record Answer(int type, int seconds, byte[] data) {}

    private final Map<String, List<Answer>> records = new ConcurrentHashMap<>();
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final AtomicInteger datagrams = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<Integer, Integer> codes = new ConcurrentHashMap<>();
    private final Set<Integer> silences = ConcurrentHashMap.newKeySet();
    private volatile int code;
    private volatile boolean silent;
    private volatile List<UnaryOperator<byte[]>> strays = List.of();
    private volatile UnaryOperator<byte[]> spoiler = UnaryOperator.identity();
    private volatile boolean flooding;
    private volatile boolean truncated;
    private volatile int tcpLimit = Integer.MAX_VALUE;

    /** A name server without records. */
    ScriptedNameServer() {
        InetAddress here = InetAddress.getLoopbackAddress();
        DatagramSocket datagramSocket = null;
        ServerSocket serverSocket = null;
        while (datagramSocket == null) {
            try {
                serverSocket = new ServerSocket(0, 50, here);
                datagramSocket = new DatagramSocket(serverSocket.getLocalPort(), here);
            } catch (BindException taken) {
                close(serverSocket); // somebody has this port for datagrams
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        udp = datagramSocket;
        tcp = serverSocket;
        start(this::serveUdp);
        start(this::serveTcp);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "name-server-of-a-test");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its address, as the client's setting takes it. */
    String address() {
        return "127.0.0.1:" + udp.getLocalPort();
    }

    /** Its address, as a network has it. */
    Node node() {
        return Node.of("127.0.0.1", udp.getLocalPort());
    }

    /** How many questions came by datagram. */
    int datagrams() {
        return datagrams.get();
    }

    /** How many questions came over TCP. */
    int connections() {
        return connections.get();
    }

    /** Has it answer with an error code, or again without one when it is 0. */
    void code(int newCode) {
        code = newCode;
    }

    /** Has it answer questions for one type of records with an error code, or again without one when it is 0. */
    void code(int type, int newCode) {
        codes.put(type, newCode);
    }

    /** Has it answer nothing. */
    void silent(boolean on) {
        silent = on;
    }

    /** Has it answer nothing to questions for one type of records. */
    void silent(int type, boolean on) {
        if (on) {
            silences.add(type);
        } else {
            silences.remove(type);
        }
    }

    /** Has it send other messages ahead of each answer, each made of the answer. */
    @SafeVarargs
    final void strays(UnaryOperator<byte[]>... makers) {
        strays = List.of(makers);
    }

    /** Has it send only the strays, again and again, and never the answer. */
    void flood(boolean on) {
        flooding = on;
    }

    /** Has it change each answer before it is sent. */
    void spoil(UnaryOperator<byte[]> maker) {
        spoiler = maker;
    }

    /** Has it cut off what it sends by datagram. */
    void truncate() {
        truncated = true;
    }

    /** Has it send only so many bytes over TCP, and then wait. */
    void tcpLimit(int bytes) {
        tcpLimit = bytes;
    }

    /** Replaces the addresses of a name; each stands for an A or AAAA record. */
    void addresses(String name, int seconds, String... addresses) {
        records.put(name.toLowerCase(Locale.ROOT), addressRecords(seconds, addresses));
    }

    private static List<Answer> addressRecords(int seconds, String... addresses) {
        List<Answer> answers = new ArrayList<>();
        for (String address : addresses) {
            byte[] data = literal(address);
            answers.add(new Answer(data.length == 4 ? 1 : 28, seconds, data));
        }
        return answers;
    }

    /** Makes a name another name for one. */
    void alias(String name, int seconds, String target) {
        records.put(name.toLowerCase(Locale.ROOT), List.of(new Answer(5, seconds, encoded(target))));
    }

    /** Replaces the services of a name, each {@code priority weight port target}. */
    void services(String name, int seconds, String... services) {
        records.put(name.toLowerCase(Locale.ROOT), serviceRecords(seconds, services));
    }

    /** Replaces the records of a name by services and addresses. */
    void servicesAndAddresses(String name, int seconds, List<String> services, List<String> addresses) {
        List<Answer> answers = serviceRecords(seconds, services.toArray(String[]::new));
        answers.addAll(addressRecords(seconds, addresses.toArray(String[]::new)));
        records.put(name.toLowerCase(Locale.ROOT), answers);
    }

    /** Adds a service with a target of any characters. */
    void serviceTarget(String name, int seconds, String target) {
        List<Answer> answers = new ArrayList<>(records.get(name.toLowerCase(Locale.ROOT)));
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        put16(data, 0);
        put16(data, 0);
        put16(data, 11211);
        data.writeBytes(encoded(target));
        answers.add(new Answer(SRV, seconds, data.toByteArray()));
        records.put(name.toLowerCase(Locale.ROOT), answers);
    }

    private static List<Answer> serviceRecords(int seconds, String... services) {
        List<Answer> answers = new ArrayList<>();
        for (String service : services) {
            String[] parts = service.split(" ");
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            for (int i = 0; i < 3; i++) {
                put16(data, Integer.parseInt(parts[i]));
            }
            data.writeBytes(encoded(parts[3]));
            answers.add(new Answer(SRV, seconds, data.toByteArray()));
        }
        return answers;
    }

    private static byte[] literal(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serveUdp() {
        byte[] buffer = new byte[SMALL];
        while (!udp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
                datagrams.incrementAndGet();
                byte[] question = Arrays.copyOf(buffer, packet.getLength());
                if (silent || silences.contains(type(question))) {
                    continue;
                }
                byte[] answer = answer(question);
                if (answer.length > SMALL || truncated) {
                    answer = header(question, 0, 0, 0x02);
                }
                do {
                    for (byte[] message : messages(answer)) {
                        udp.send(new DatagramPacket(message, message.length, packet.getSocketAddress()));
                    }
                } while (flooding);
            } catch (IOException e) {
                if (!udp.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                connections.incrementAndGet();
                DataInputStream in = new DataInputStream(socket.getInputStream());
                ByteArrayOutputStream framed = new ByteArrayOutputStream();
                for (byte[] message : messages(answer(in.readNBytes(in.readUnsignedShort())))) {
                    put16(framed, message.length);
                    framed.writeBytes(message);
                }
                byte[] all = framed.toByteArray();
                socket.getOutputStream().write(all, 0, Math.min(all.length, tcpLimit));
                if (all.length > tcpLimit && in.read() >= 0) { // until the client gives up
                    throw new IOException("a second question");
                }
            } catch (IOException e) {
                if (!tcp.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** An answer as it is sent: spoiled, or with others before it, as the test wants it. */
    private List<byte[]> messages(byte[] answer) {
        List<byte[]> messages = new ArrayList<>();
        for (UnaryOperator<byte[]> stray : strays) {
            messages.add(stray.apply(answer.clone()));
        }
        if (!flooding) {
            messages.add(spoiler.apply(answer));
        }
        return messages;
    }

    private byte[] answer(byte[] question) {
        String name = name(question);
        int type = type(question);
        int code = codes.getOrDefault(type, 0) == 0 ? this.code : codes.get(type);
        List<Answer> found = new ArrayList<>();
        List<String> owners = new ArrayList<>();
        boolean known = collect(name.toLowerCase(Locale.ROOT), type, found, owners);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header(question, code, code != 0 ? 0 : found.size(), 0));
        if (code != 0) {
            return out.toByteArray();
        }
        for (int i = 0; i < found.size(); i++) {
            if (owners.get(i).equalsIgnoreCase(name)) {
                put16(out, 0xC00C); // the question's name
            } else {
                out.writeBytes(encoded(owners.get(i)));
            }
            put16(out, found.get(i).type());
            put16(out, 1);
            put16(out, found.get(i).seconds() >> 16);
            put16(out, found.get(i).seconds());
            put16(out, found.get(i).data().length);
            out.writeBytes(found.get(i).data());
        }
        byte[] message = out.toByteArray();
        if (!known) {
            message[3] |= 3; // no such name
        }
        return message;
    }

    private boolean collect(String name, int type, List<Answer> found, List<String> owners) {
        List<Answer> own = records.get(name);
        if (own == null) {
            return false;
        }
        for (Answer answer : own) {
            if (answer.type() == type || answer.type() == 5) {
                found.add(answer);
                owners.add(name);
            }
            if (answer.type() == 5) {
                collect(decoded(answer.data(), 0), type, found, owners);
            }
        }
        return true;
    }

    private static byte[] header(byte[] question, int code, int answers, int flags) {
        byte[] message = question.clone();
        message[2] = (byte) (0x80 | 0x01 | flags);
        message[3] = (byte) (0x80 | code);
        message[6] = (byte) (answers >> 8);
        message[7] = (byte) answers;
        return message;
    }

    private static int type(byte[] question) {
        return question[question.length - 3];
    }

    private static String name(byte[] question) {
        return decoded(question, 12);
    }

    private static String decoded(byte[] bytes, int from) {
        StringBuilder name = new StringBuilder();
        for (int at = from; bytes[at] != 0; at += bytes[at] + 1) {
            name.append(name.length() == 0 ? "" : ".")
                    .append(new String(bytes, at + 1, bytes[at], StandardCharsets.US_ASCII));
        }
        return name.toString();
    }

    private static byte[] encoded(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String label : name.equals(".") ? new String[0] : name.split("\\.")) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
        }
        out.write(0);
        return out.toByteArray();
    }

    private static void put16(ByteArrayOutputStream out, int number) {
        out.write(number >> 8);
        out.write(number);
    }

    @Override
    public void close() {
        flooding = false;
        udp.close();
        close(tcp);
    }
}
