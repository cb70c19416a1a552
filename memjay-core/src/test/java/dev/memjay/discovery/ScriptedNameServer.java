package dev.memjay.discovery;

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

/** A name server with the records that a test gives it, over UDP and TCP on one port of this machine. */
public final class ScriptedNameServer implements AutoCloseable {
    /** The type of SRV records. */
    public static final int SRV = 33;

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

    /** A name server without records. */
    public ScriptedNameServer() {
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
    public String address() {
        return "127.0.0.1:" + udp.getLocalPort();
    }

    /** How many questions came by datagram. */
    public int datagrams() {
        return datagrams.get();
    }

    /** How many questions came over TCP. */
    public int connections() {
        return connections.get();
    }

    /** Has it answer with an error code, or again without one when it is 0. */
    public void code(int newCode) {
        code = newCode;
    }

    /** Has it answer questions for one type of records with an error code, or again without one when it is 0. */
    public void code(int type, int newCode) {
        codes.put(type, newCode);
    }

    /** Has it answer nothing. */
    public void silent(boolean on) {
        silent = on;
    }

    /** Has it answer nothing to questions for one type of records. */
    public void silent(int type, boolean on) {
        if (on) {
            silences.add(type);
        } else {
            silences.remove(type);
        }
    }

    /** Replaces the addresses of a name; each stands for an A or AAAA record. */
    public void addresses(String name, int seconds, String... addresses) {
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
    public void alias(String name, int seconds, String target) {
        records.put(name.toLowerCase(Locale.ROOT), List.of(new Answer(5, seconds, encoded(target))));
    }

    /** Replaces the services of a name, each {@code priority weight port target}. */
    public void services(String name, int seconds, String... services) {
        records.put(name.toLowerCase(Locale.ROOT), serviceRecords(seconds, services));
    }

    /** Replaces the records of a name by services and addresses. */
    public void servicesAndAddresses(String name, int seconds, List<String> services, List<String> addresses) {
        List<Answer> answers = serviceRecords(seconds, services.toArray(String[]::new));
        answers.addAll(addressRecords(seconds, addresses.toArray(String[]::new)));
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
                if (answer.length > SMALL) {
                    answer = header(question, 0, 0, 0x02);
                }
                udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
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
                byte[] answer = answer(in.readNBytes(in.readUnsignedShort()));
                ByteArrayOutputStream framed = new ByteArrayOutputStream();
                put16(framed, answer.length);
                framed.writeBytes(answer);
                socket.getOutputStream().write(framed.toByteArray());
            } catch (IOException e) {
                if (!tcp.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
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
            out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
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
        udp.close();
        close(tcp);
    }
}
