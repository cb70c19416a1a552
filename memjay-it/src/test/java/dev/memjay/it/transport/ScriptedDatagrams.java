package dev.memjay.it.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A server of UDP that greets as memcached does and answers all else with whatever datagrams a test wants. */
final class ScriptedDatagrams implements AutoCloseable {
    /** One reply datagram: the frame's fields and what follows. */
    record Datagram(int number, int index, int count, String text) {}

    /** What a test answers. */
    interface Script {
        /** From a request to all datagrams to send, in order; {@code number} is the request's. */
        List<Datagram> answer(int number, String request);
    }

    private final DatagramSocket socket;
    private final Script script;
    private final List<String> requests = new ArrayList<>();

    ScriptedDatagrams(Script script) {
        this.script = script;
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::serve, "scripted-datagrams");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "udp:127.0.0.1:" + socket.getLocalPort();
    }

    /** What came in, without frames and greetings. */
    List<String> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** The whole reply in one datagram. */
    static List<Datagram> whole(int number, String text) {
        return List.of(new Datagram(number, 0, 1, text));
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        try {
            while (true) {
                packet.setLength(65_536);
                socket.receive(packet);
                ByteBuffer request = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
                int number = request.getShort() & 0xFFFF;
                if (request.getShort() != 0 || request.getShort() != 1 || request.getShort() != 0) {
                    throw new IllegalStateException("a request with a bad frame");
                }
                String text = StandardCharsets.ISO_8859_1.decode(request).toString();
                for (Datagram datagram : answer(number, text)) {
                    send(datagram, packet.getSocketAddress());
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private List<Datagram> answer(int number, String text) {
        switch (text) {
            case "version\r\n":
                return whole(number, "VERSION 1.6.18\r\n");
            case "mg memjay:nothing s O1\r\n":
                return whole(number, "EN O1\r\n");
            case "stats settings\r\n":
                return whole(number, "END\r\n");
            default:
                synchronized (requests) {
                    requests.add(text);
                }
                return script.answer(number, text);
        }
    }

    private void send(Datagram datagram, SocketAddress to) throws IOException {
        byte[] text = datagram.text().getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes = ByteBuffer.allocate(8 + text.length)
                .putShort((short) datagram.number())
                .putShort((short) datagram.index())
                .putShort((short) datagram.count())
                .putShort((short) 0)
                .put(text)
                .array();
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    @Override
    public void close() {
        socket.close();
    }
}
