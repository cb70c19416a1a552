package dev.memjay.it.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.memjay.it.LoopbackServer;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that greets as an honest one does, and lies ever after; ends a connection when the client does. */
final class LyingServer implements AutoCloseable {
    private static final int AT_ONCE = 64 << 10;
    private static final Pattern OPAQUE = Pattern.compile(" O(\\S+)");
    private static final byte VERSION = 0x0b;
    private static final byte NOOP = 0x0a;

    private final LyingServersTest.Lie lie;
    private final LoopbackServer server;

    LyingServer(LyingServersTest.Lie lie) {
        this.lie = lie;
        server = new LoopbackServer(this::serve);
    }

    String address() {
        return server.address();
    }

    private void serve(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        OutputStream out = socket.getOutputStream();
        if (lie.protocol().equals("binary")) {
            while (greetsBinary(in, out)) {
                // until it asks something
            }
            tell(out, "KEY", "0");
            return;
        }
        while (true) {
            String line = LoopbackServer.line(in);
            String greeting = greeting(line);
            if (greeting.isEmpty()) {
                Matcher opaque = OPAQUE.matcher(line);
                String[] words = line.split(" ", -1);
                tell(out, words.length > 1 ? words[1] : "KEY", opaque.find() ? opaque.group(1) : "0");
                return;
            }
            out.write(greeting.getBytes(ISO_8859_1));
        }
    }

    private String greeting(String line) {
        return switch (line) {
            case "version" -> "VERSION 1.6.18\r\n";
            case "stats settings" -> "STAT item_size_max 1048576\r\nEND\r\n";
            case "mn" -> lie.protocol().equals("meta") ? "MN\r\n" : "ERROR\r\n";
            default -> "";
        };
    }

    /** Answers a packet if it belongs to the greeting. */
    private static boolean greetsBinary(DataInputStream in, OutputStream out) throws IOException {
        byte[] header = new byte[24];
        in.readFully(header);
        ByteBuffer request = ByteBuffer.wrap(header);
        in.readFully(new byte[request.getInt(8)]);
        byte opcode = header[1];
        if (opcode != VERSION && opcode != NOOP) {
            return false;
        }
        byte[] version = opcode == VERSION ? "1.6.18".getBytes(ISO_8859_1) : new byte[0];
        ByteBuffer answer = ByteBuffer.allocate(24 + version.length);
        answer.put((byte) 0x81).put(opcode).putInt(8, version.length).putInt(12, request.getInt(12));
        answer.position(24);
        answer.put(version);
        out.write(answer.array());
        return true;
    }

    private void tell(OutputStream out, String key, String opaque) throws IOException {
        out.write(lie.once().replace("KEY", key).replace("OPAQUE", opaque).getBytes(ISO_8859_1));
        String forever = lie.forever().replace("KEY", key);
        if (forever.isEmpty()) {
            return;
        }
        byte[] piece =
                (lie.pauseMillis() > 0 ? forever : forever.repeat(AT_ONCE / forever.length())).getBytes(ISO_8859_1);
        while (true) {
            out.write(piece);
            if (lie.pauseMillis() > 0) {
                try {
                    Thread.sleep(lie.pauseMillis());
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
