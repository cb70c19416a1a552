package dev.memjay.it.transport;

import dev.memjay.it.transport.Certificates.Signed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A server with TLS 1.2 that has nothing stored, and notes when the session of each connection was made. */
final class TlsCounter implements AutoCloseable {
    private final SSLServerSocket listener;
    private final List<Long> sessions = new CopyOnWriteArrayList<>();
    private final List<SSLSocket> sockets = new CopyOnWriteArrayList<>();

    TlsCounter(Signed identity) throws Exception {
        Path store = Files.createTempFile("identity", ".p12");
        Certificates.openssl(
                "pkcs12",
                "-export",
                "-in",
                identity.certificate().toString(),
                "-inkey",
                identity.key().toString(),
                "-passout",
                "pass:x",
                "-out",
                store.toString());
        KeyStore keys = KeyStore.getInstance(store.toFile(), "x".toCharArray());
        Files.delete(store);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "x".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        // With TLS 1.3 a resumed session is a new object with a new time, so that it could not be told.
        listener.setEnabledProtocols(new String[] {"TLSv1.2"});
        run(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** When the session of each connection was made. */
    List<Long> sessions() {
        return sessions;
    }

    /** Connections with the session of an earlier one. */
    int resumed() {
        return (int) (sessions.size() - sessions.stream().distinct().count());
    }

    private void accept() {
        try {
            while (true) {
                SSLSocket socket = (SSLSocket) listener.accept();
                sockets.add(socket);
                run(() -> serve(socket));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(SSLSocket socket) {
        try (socket) {
            socket.startHandshake();
            sessions.add(socket.getSession().getCreationTime());
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(reply(line).getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            // The client ended it.
        }
    }

    private static String reply(String line) {
        String[] words = line.split(" ");
        return switch (words[0]) {
            case "version" -> "VERSION 1.6.18\r\n";
            case "stats" -> "END\r\n";
            case "mn" -> "MN\r\n";
            case "mg" -> "EN " + words[words.length - 1] + "\r\n";
            default -> "ERROR\r\n";
        };
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "tls-counter");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (SSLSocket socket : sockets) {
            socket.close();
        }
    }
}
