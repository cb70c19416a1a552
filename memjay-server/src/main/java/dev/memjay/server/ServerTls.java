package dev.memjay.server;

import dev.memjay.server.net.MadeCertificates;
import dev.memjay.server.net.TlsIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** How a server does TLS: with certificates that are made on the fly, or with files. Immutable. */
public final class ServerTls {
    private static final int REQUIRE = 2;
    private static final int TLS_1_2 = 2;
    private static final int TLS_1_3 = 3;
    private static final int MAX_VERIFY_MODE = 3;

    private final TlsIdentity.Source source;

    private ServerTls(TlsIdentity.Source source) {
        this.source = source;
    }

    /**
     * A new certificate authority with a certificate for {@code localhost}, 127.0.0.1 and ::1, and one for clients.
     *
     * @return TLS that accepts clients with and without a certificate
     */
    public static ServerTls made() {
        try {
            return new ServerTls(new TlsIdentity.Source(null, null, null, new MadeCertificates(), 0, TLS_1_2));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make certificates", e);
        }
    }

    /**
     * A certificate chain and its key from PEM files.
     *
     * @param chain the server's certificate first
     * @param key a key in PKCS#8, or of RSA in PKCS#1; may be the file of the chain
     * @return TLS that asks clients for no certificate
     */
    public static ServerTls files(Path chain, Path key) {
        return new ServerTls(new TlsIdentity.Source(chain, key, null, null, 0, TLS_1_2));
    }

    /**
     * The same with a certificate of whom clients' certificates must come from.
     *
     * @param authority a PEM file
     * @return another instance
     */
    public ServerTls authority(Path authority) {
        return new ServerTls(new TlsIdentity.Source(
                source.chain(), source.key(), authority, source.made(), source.verifyMode(), source.minVersion()));
    }

    /**
     * The same, but clients must show a certificate.
     *
     * @return another instance
     */
    public ServerTls clientCertificateRequired() {
        return verifyMode(REQUIRE);
    }

    /**
     * The same with memcached's {@code ssl_verify_mode}.
     *
     * @param mode 0 none, 1 ask, 2 and 3 require
     * @return another instance
     */
    public ServerTls verifyMode(int mode) {
        if (mode < 0 || mode > MAX_VERIFY_MODE) {
            throw new IllegalArgumentException("ssl_verify_mode must be 0 to 3: " + mode);
        }
        return new ServerTls(new TlsIdentity.Source(
                source.chain(), source.key(), source.authority(), source.made(), mode, source.minVersion()));
    }

    /**
     * The same with memcached's {@code ssl_min_version}.
     *
     * @param version 0 to 3 for TLS 1.0 to 1.3; the JDK forbids 1.0 and 1.1 unless it is told otherwise
     * @return another instance
     */
    public ServerTls minVersion(int version) {
        if (version < 0 || version > TLS_1_3) {
            throw new IllegalArgumentException("ssl_min_version must be 0 to 3: " + version);
        }
        return new ServerTls(new TlsIdentity.Source(
                source.chain(), source.key(), source.authority(), source.made(), source.verifyMode(), version));
    }

    /**
     * A context for clients that trusts the certificates made here and shows a client's certificate when asked.
     *
     * @return a new context
     * @throws IllegalStateException if the certificates come from files
     */
    public SSLContext clientContext() {
        return context(true);
    }

    /**
     * A context for clients that trusts the certificates made here and has no certificate to show.
     *
     * @return a new context
     * @throws IllegalStateException if the certificates come from files
     */
    public SSLContext anonymousClientContext() {
        return context(false);
    }

    /**
     * The certificate that clients have to trust.
     *
     * @return text in PEM
     * @throws IllegalStateException if the certificates come from files
     */
    public String authorityPem() {
        try {
            byte[] der = certificates().authority().certificate().getEncoded();
            String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
            return "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private MadeCertificates certificates() {
        MadeCertificates made = source.made();
        if (made == null) {
            throw new IllegalStateException("these certificates come from files");
        }
        return made;
    }

    private SSLContext context(boolean withCertificate) {
        MadeCertificates made = certificates();
        char[] password = "memory only".toCharArray();
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, password);
            trusted.setCertificateEntry("authority", made.authority().certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, password);
            if (withCertificate) {
                own.setKeyEntry("client", made.client().key(), password, new Certificate[] {
                    made.client().certificate()
                });
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make a TLS context", e);
        }
    }

    TlsIdentity identity() {
        try {
            return new TlsIdentity(source);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("cannot use the TLS certificates: " + e.getMessage(), e);
        }
    }
}
