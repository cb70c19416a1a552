package dev.memjay.benchmarks.contenders;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Memjay by each transport and through each protocol, and the peer that speaks TLS.
 *
 * @param tcpPort where a server listens on 127.0.0.1
 * @param socket where another one listens
 * @param tlsPort where a third one listens on 127.0.0.1, with TLS
 * @param certificate that server's, in PEM
 */
public record Ways(int tcpPort, Path socket, int tlsPort, Path certificate) {
    private static final List<String> PROTOCOLS = List.of("meta", "classic", "binary");
    private static final int[] CONNECTIONS_OF_PEER = {1, 4};

    /** How a server is reached. */
    public enum Transport {
        TCP,
        UNIX,
        TLS
    }

    /** What all is compared with. */
    public static final String STANDARD = name(Transport.TCP, "meta");

    /** The name of what is measured. */
    public static String name(Transport transport, String protocol) {
        return transport + " " + protocol;
    }

    /** All of them, the standard first. */
    public List<Entrant> entrants() throws IOException {
        List<Entrant> entrants = new ArrayList<>();
        for (Transport transport : Transport.values()) {
            for (String protocol : PROTOCOLS) {
                entrants.add(entrant(
                        name(transport, protocol),
                        Role.MEMJAY,
                        port -> new MemjayContender(client(transport).protocol(protocol))));
            }
        }
        SSLContext tls = trusting();
        for (int connections : CONNECTIONS_OF_PEER) {
            entrants.add(entrant(
                    String.format(Locale.ROOT, "folsom 1.21.0, TLS, connections: %d", connections),
                    Role.PEER,
                    port -> new Folsom(tlsPort, connections, true, tls)));
        }
        return List.copyOf(entrants);
    }

    /** Plain clients, one for each server, to store what the loads read. */
    public List<Contender> forSetUp() throws IOException {
        List<Contender> contenders = new ArrayList<>();
        for (Transport transport : Transport.values()) {
            contenders.add(new MemjayContender(client(transport)));
        }
        return contenders;
    }

    private static Entrant entrant(String name, Role role, Variant.Opener opener) {
        return new Entrant(name, role, EnumSet.allOf(Operation.class), List.of(new Variant("defaults", opener)));
    }

    private MemjayBuilder client(Transport transport) {
        return switch (transport) {
            case TCP -> Memjay.builder().servers("127.0.0.1:" + tcpPort);
            case UNIX -> Memjay.builder().servers("unix:" + socket);
            case TLS ->
                Memjay.builder().servers("127.0.0.1:" + tlsPort).tls(true).tlsTrust(certificate.toString());
        };
    }

    private SSLContext trusting() throws IOException {
        try (InputStream pem = Files.newInputStream(certificate)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS for the peer", e);
        }
    }
}
