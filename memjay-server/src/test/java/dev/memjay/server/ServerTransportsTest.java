package dev.memjay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTransportsTest {
    private static Client tlsClient(MemcachedServer server, SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(server.host(), server.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return new Client(socket);
    }

    @Test
    void tlsWithMadeCertificates() throws IOException {
        ServerTls tls = ServerTls.made();
        try (MemcachedServer server = MemcachedServer.builder().tls(tls).start();
                Client client = tlsClient(server, tls.anonymousClientContext())) {
            String value = "x".repeat(300_000);
            assertThat(client.line("set a 0 0 300000\r\n" + value + "\r\n")).isEqualTo("STORED\r\n");
            assertThat(client.ask("get a\r\n", "END\r\n")).isEqualTo("VALUE a 0 300000\r\n" + value + "\r\nEND\r\n");
            assertThat(client.line("refresh_certs\r\n")).isEqualTo("OK\r\n");
        }
    }

    @Test
    void tlsThatRequiresAClientCertificate() throws IOException {
        ServerTls tls = ServerTls.made().clientCertificateRequired();
        try (MemcachedServer server = MemcachedServer.builder().tls(tls).start()) {
            try (Client client = tlsClient(server, tls.clientContext())) {
                assertThat(client.line("mn\r\n")).isEqualTo("MN\r\n");
            }
            try (Client client = tlsClient(server, tls.anonymousClientContext())) {
                assertThatThrownBy(() -> client.line("mn\r\n")).isInstanceOfAny(SSLException.class, IOException.class);
            }
        }
    }

    @Test
    void anAddressCanAskForClientCertificatesByItself() throws IOException {
        ServerTls tls = ServerTls.made();
        try (MemcachedServer server = ServeOptions.parse("--tls", "-l", "mtls:127.0.0.1:0")
                .builder()
                .tls(tls)
                .start()) {
            try (Client client = tlsClient(server, tls.clientContext())) {
                assertThat(client.line("mn\r\n")).isEqualTo("MN\r\n");
            }
            try (Client client = tlsClient(server, tls.anonymousClientContext())) {
                assertThatThrownBy(() -> client.line("mn\r\n")).isInstanceOfAny(SSLException.class, IOException.class);
            }
        }
    }

    @Test
    void statsTellHowOldTheCertificatesAre() throws IOException {
        ServerTls tls = ServerTls.made();
        try (MemcachedServer server = MemcachedServer.builder().tls(tls).start();
                Client client = tlsClient(server, tls.anonymousClientContext())) {
            server.clock().advance(Duration.ofHours(1));
            assertThat(client.ask("stats\r\n", "END\r\n"))
                    .containsPattern("STAT time_since_server_cert_refresh 36\\d\\d\r\n");
            assertThat(client.ask("refresh_certs\r\nstats\r\n", "END\r\n"))
                    .containsPattern("STAT time_since_server_cert_refresh \\d{1,2}\r\n");
        }
    }

    @Test
    void tlsFromFilesWithTextAroundAndAnOldKeyForm(@TempDir Path folder) throws Exception {
        Path chain = folder.resolve("server.crt");
        Path key = folder.resolve("server.key");
        for (String form : new String[] {"server-pkcs8.key", "server-pkcs1.key", "PKCS#8 under the other's label"}) {
            try (InputStream certificate = ServerTransportsTest.class.getResourceAsStream("server.crt");
                    InputStream keyText = ServerTransportsTest.class.getResourceAsStream(
                            form.endsWith(".key") ? form : "server-pkcs8.key")) {
                Files.write(chain, certificate.readAllBytes());
                String text = new String(keyText.readAllBytes(), StandardCharsets.US_ASCII);
                Files.writeString(key, form.endsWith(".key") ? text : text.replace(" PRIVATE KEY", " RSA PRIVATE KEY"));
            }
            try (MemcachedServer server = ServeOptions.parse(
                            "--port=0", "-Z", "-o", "ssl_chain_cert=" + chain + ",ssl_key=" + key)
                    .builder()
                    .start()) {
                try (Client client = tlsClient(server, trusting(chain))) {
                    assertThat(client.line("mn\r\n")).isEqualTo("MN\r\n");
                }
            }
        }
    }

    @Test
    void aClientCertificateIsCheckedAgainstAFile(@TempDir Path folder) throws Exception {
        Path chain = folder.resolve("server.crt");
        Path key = folder.resolve("server.key");
        try (InputStream certificate = ServerTransportsTest.class.getResourceAsStream("server.crt");
                InputStream keyText = ServerTransportsTest.class.getResourceAsStream("server-pkcs1.key")) {
            Files.write(chain, certificate.readAllBytes());
            Files.write(key, keyText.readAllBytes());
        }
        String words = "ssl_chain_cert=" + chain + ",ssl_key=" + key + ",ssl_ca_cert=" + chain + ",ssl_verify_mode=2";
        try (MemcachedServer server =
                ServeOptions.parse("--port=0", "-Z", "-o", words).builder().start()) {
            try (Client client = tlsClient(server, trusting(chain))) {
                assertThatThrownBy(() -> client.line("mn\r\n")).isInstanceOf(IOException.class);
            }
            try (Client client = tlsClient(server, trusting(chain, privateKey("server-pkcs8.key")))) {
                assertThat(client.line("mn\r\n")).isEqualTo("MN\r\n");
            }
        }
    }

    private static PrivateKey privateKey(String resource) throws Exception {
        try (InputStream in = ServerTransportsTest.class.getResourceAsStream(resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("-----[^-]+-----", "");
            byte[] der = Base64.getMimeDecoder().decode(text);
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        }
    }

    private static SSLContext trusting(Path certificate) throws Exception {
        return trusting(certificate, null);
    }

    /** A context that trusts a certificate and shows it itself, if there is the key to it. */
    private static SSLContext trusting(Path file, @Nullable PrivateKey key) throws Exception {
        String text = Files.readString(file);
        Certificate certificate;
        try (InputStream in = new ByteArrayInputStream(
                text.substring(text.indexOf("-----BEGIN")).getBytes(StandardCharsets.US_ASCII))) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (key != null) {
            own.setKeyEntry("client", key, new char[0], new Certificate[] {certificate});
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void unixSocket(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("memcached.sock");
        try (MemcachedServer server = MemcachedServer.builder()
                        .unixSocket(path)
                        .unixMask(0600)
                        .start();
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            channel.connect(UnixDomainSocketAddress.of(path));
            channel.write(ByteBuffer.wrap("mn\r\n".getBytes(StandardCharsets.US_ASCII)));
            assertThat(Channels.newInputStream(channel).readNBytes(4))
                    .isEqualTo("MN\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(server.port()).isPositive();
        }
        assertThat(path).doesNotExist();
    }

    private static byte[] frame(int id, int total, String payload) {
        byte[] text = payload.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(8 + text.length)
                .putShort((short) id)
                .putShort((short) 0)
                .putShort((short) total)
                .putShort((short) 0)
                .put(text)
                .array();
    }

    private static String askUdp(MemcachedServer server, int id, String commands) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(10_000);
            byte[] request = frame(id, 1, commands);
            InetAddress host = InetAddress.getByName(server.host());
            socket.send(new DatagramPacket(request, request.length, host, server.udpPort()));
            Map<Integer, String> frames = new TreeMap<>();
            int total;
            do {
                DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
                socket.receive(packet);
                assertThat(packet.getLength()).isLessThanOrEqualTo(1400);
                ByteBuffer content = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
                assertThat(content.getShort()).isEqualTo((short) id);
                int sequence = content.getShort();
                total = content.getShort();
                assertThat(content.getShort()).isZero();
                byte[] text = new byte[content.remaining()];
                content.get(text);
                frames.put(sequence, new String(text, StandardCharsets.ISO_8859_1));
            } while (frames.size() < total);
            return String.join("", frames.values());
        }
    }

    @Test
    void udpAnswersInFrames() throws IOException {
        try (MemcachedServer server = MemcachedServer.builder().udpPort(0).start();
                Client client = Client.of(server)) {
            String value = "v".repeat(5000);
            client.line("set a 0 0 5000\r\n" + value + "\r\n");
            assertThat(askUdp(server, 0x1234, "get a\r\n")).isEqualTo("VALUE a 0 5000\r\n" + value + "\r\nEND\r\n");
            assertThat(askUdp(server, 7, "set b 0 0 1\r\nx\r\nget b\r\n"))
                    .isEqualTo("STORED\r\nVALUE b 0 1\r\nx\r\nEND\r\n");
            assertThat(askUdp(server, 8, "\u0080\n" + "\0".repeat(22)))
                    .startsWith("\u0081\n")
                    .hasSize(24);
        }
    }

    @Test
    void datagramsOfSeveralPartsAreIgnored() throws IOException {
        try (MemcachedServer server = MemcachedServer.builder().udpPort(0).start();
                DatagramSocket socket = new DatagramSocket()) {
            InetAddress host = InetAddress.getByName(server.host());
            for (byte[] bad : new byte[][] {frame(1, 2, "set a 0 0 1\r\nx\r\n"), new byte[8], new byte[3]}) {
                socket.send(new DatagramPacket(bad, bad.length, host, server.udpPort()));
            }
            assertThat(askUdp(server, 2, "get a\r\n")).isEqualTo("END\r\n");
        }
    }

    @Test
    void severalServersDoNotKnowEachOther() throws IOException {
        try (MemcachedServer one = MemcachedServer.start();
                MemcachedServer two = MemcachedServer.start();
                Client first = Client.of(one);
                Client second = Client.of(two);
                Socket ignored = new Socket(two.host(), two.port())) {
            first.line("set a 0 0 1\r\nx\r\n");
            assertThat(second.line("get a\r\n")).isEqualTo("END\r\n");
            assertThat(ignored.isConnected()).isTrue();
        }
    }
}
