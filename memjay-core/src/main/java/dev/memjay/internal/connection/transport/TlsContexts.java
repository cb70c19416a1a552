package dev.memjay.internal.connection.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The context for the next handshake. It stays the same, so that sessions are resumed, until one of the files has other
 * bytes: then certificates and keys are read anew, without a restart. Thread-safe.
 */
final class TlsContexts {
    private final TlsSettings settings;

    // Guarded by this.
    private List<byte[]> lastFiles = List.of();
    private @Nullable SSLContext last;

    TlsContexts(TlsSettings settings) {
        this.settings = settings;
    }

    /**
     * Reads the files again. If they are broken now and were not before, the context from before goes on: a certificate is
     * not always replaced in one step.
     */
    synchronized SSLContext current() throws IOException {
        SSLContext before = last;
        try {
            List<byte[]> files = List.of(
                    read("tlsTrust", settings.trust()),
                    read("tlsCertificate", settings.certificate()),
                    read("tlsKey", settings.key()));
            if (before != null && areEqual(files, lastFiles)) {
                return before;
            }
            SSLContext fresh = load(files.get(0), files.get(1), files.get(2));
            last = fresh;
            lastFiles = files;
            return fresh;
        } catch (IOException e) {
            if (before == null) {
                throw e;
            }
            System.getLogger("dev.memjay.tls")
                    .log(
                            System.Logger.Level.WARNING,
                            "the files for TLS changed and cannot be used; what they held before goes on: {0}",
                            e.getMessage());
            return before;
        }
    }

    private static byte[] read(String setting, String path) throws IOException {
        try {
            return path.isEmpty() ? new byte[0] : Files.readAllBytes(Path.of(path));
        } catch (NoSuchFileException e) {
            throw new IOException(setting + " is '" + path + "'; there is no such file", e);
        } catch (IOException | RuntimeException e) {
            throw new IOException(setting + " is '" + path + "', which cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean areEqual(List<byte[]> some, List<byte[]> others) {
        for (int i = 0; i < some.size(); i++) {
            if (!Arrays.equals(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private SSLContext load(byte[] trust, byte[] certificate, byte[] key) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    certificate.length == 0 ? null : keys(certificate, key).getKeyManagers(),
                    trust.length == 0 ? null : trusted(trust).getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private TrustManagerFactory trusted(byte[] file) throws IOException {
        try {
            PemText pem = PemText.in(file);
            KeyStore store = pem == null ? store(file, settings.trustPassword()) : store();
            if (pem != null) {
                List<Certificate> certificates = pem.certificates();
                for (int i = 0; i < certificates.size(); i++) {
                    store.setCertificateEntry("trusted" + i, certificates.get(i));
                }
            }
            if (store.size() == 0) {
                throw new IOException("there is no certificate in it");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw unusable("tlsTrust", settings.trust(), e);
        }
    }

    private KeyManagerFactory keys(byte[] certificateFile, byte[] keyFile) throws IOException {
        char[] password = settings.keyPassword().toCharArray();
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            PemText pem = PemText.in(certificateFile);
            factory.init(
                    pem == null
                            ? store(certificateFile, settings.keyPassword())
                            : store(pem.certificates(), privateKey(pem, keyFile, password), password),
                    password);
            return factory;
        } catch (UnusableKey e) {
            throw unusable("tlsKey", settings.key(), e.reason);
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw unusable("tlsCertificate", settings.certificate(), e);
        }
    }

    /** The key of its own file, or of the certificate's where it has none. */
    private static PrivateKey privateKey(PemText certificateFile, byte[] keyFile, char[] password)
            throws GeneralSecurityException, IOException {
        if (keyFile.length == 0) {
            PrivateKey key = certificateFile.key(password);
            if (key == null) {
                throw new IOException("there is no private key in it; give its file as tlsKey");
            }
            return key;
        }
        try {
            PemText pem = PemText.in(keyFile);
            PrivateKey key = pem == null ? null : pem.key(password);
            if (key == null) {
                throw new IOException("there is no private key in PEM in it");
            }
            return key;
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new UnusableKey(e);
        }
    }

    /** It is the file of the key that cannot be used, and not that of the certificate. */
    private static final class UnusableKey extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient Exception reason;

        UnusableKey(Exception reason) {
            super(reason);
            this.reason = reason;
        }
    }

    private static KeyStore store(List<Certificate> chain, PrivateKey key, char[] password)
            throws GeneralSecurityException, IOException {
        if (chain.isEmpty()) {
            throw new IOException("there is no certificate in it");
        }
        KeyStore store = store();
        store.setKeyEntry("client", key, password, new ArrayList<>(chain).toArray(Certificate[]::new));
        return store;
    }

    private static KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** Java's PKCS12 reads its older JKS too. */
    private static KeyStore store(byte[] file, String password) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(file), password.isEmpty() ? null : password.toCharArray());
        return store;
    }

    private static IOException unusable(String setting, String path, Exception e) {
        return new IOException(setting + " is '" + path + "', which cannot be used: " + e.getMessage(), e);
    }
}
