package dev.memjay.it.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A process with a Java server of TLS 1.3 before a plain memcached, which asks for new keys after so many bytes: the limit is
 * read once in a JVM, so that it cannot be set in that of the tests.
 */
final class TlsRelay implements AutoCloseable {
    private static final String PASSWORD = "x";

    private final Process process;
    private final Path folder;
    private final int port;

    /**
     * @param identity what it shows
     * @param target where memcached listens on 127.0.0.1
     * @param log2OfBytes the keys are replaced after 2 to the power of this many bytes
     */
    TlsRelay(Certificates.Signed identity, int target, int log2OfBytes) {
        try {
            folder = Files.createTempDirectory("relay");
            Path store = folder.resolve("identity.p12");
            Certificates.openssl(
                    "pkcs12",
                    "-export",
                    "-in",
                    identity.certificate().toString(),
                    "-inkey",
                    identity.key().toString(),
                    "-passout",
                    "pass:" + PASSWORD,
                    "-out",
                    store.toString());
            Path security = Files.writeString(
                    folder.resolve("java.security"),
                    "jdk.tls.keyLimits=AES/GCM/NoPadding KeyUpdate 2^" + log2OfBytes
                            + ", ChaCha20-Poly1305 KeyUpdate 2^" + log2OfBytes + "\n");
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Djava.security.properties=" + security,
                            "-Djavax.net.debug=ssl:handshake",
                            "-cp",
                            System.getProperty("java.class.path"),
                            TlsRelay.class.getName(),
                            store.toString(),
                            Integer.toString(target))
                    .redirectError(folder.resolve("debug").toFile())
                    .start();
            port = new Scanner(process.getInputStream(), StandardCharsets.UTF_8).nextInt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    /** How often a side was heard to replace its keys. */
    long keyUpdates() {
        try (var lines = Files.lines(folder.resolve("debug"), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains("Consuming KeyUpdate")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor();
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The process: ends when its parent's end closes its input, at the latest. */
    public static void main(String[] arguments) throws Exception {
        KeyStore keys = KeyStore.getInstance(Path.of(arguments[0]).toFile(), PASSWORD.toCharArray());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(factory.getKeyManagers(), null, null);
        ServerSocket listener =
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        System.out.println(listener.getLocalPort());
        System.out.flush();
        run(() -> {
            System.in.read();
            System.exit(0);
        });
        List<Socket> sockets = new ArrayList<>();
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(server);
            run(() -> copy(client, server));
            run(() -> copy(server, client));
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                out.flush();
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One of the two ended it.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
