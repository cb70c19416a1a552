package dev.memjay.server.net;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the server shows to TLS clients and asks of them; read again on demand. */
public final class TlsIdentity {
    private static final List<String> VERSIONS = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    private static final int DEFAULT_VERSION = 2;

    /** Where certificates and key come from and how clients are checked. */
    public record Source(
            @Nullable Path chain,
            @Nullable Path key,
            @Nullable Path authority,
            @Nullable MadeCertificates made,
            int verifyMode,
            int minVersion) {}

    private final Source source;
    private volatile Map<Endpoints.Encryption, SslContext> contexts;

    public TlsIdentity(Source source) throws IOException, GeneralSecurityException {
        this.source = source;
        this.contexts = load();
    }

    /** What {@code stats settings} tells of TLS, by name; null stands for a server without. */
    public static Map<String, String> settings(@Nullable TlsIdentity identity) {
        if (identity == null) {
            return settings("no", new Source(null, null, null, null, 0, DEFAULT_VERSION));
        }
        return settings("yes", identity.source);
    }

    private static Map<String, String> settings(String enabled, Source source) {
        return Map.of(
                "ssl_enabled",
                enabled,
                "ssl_chain_cert",
                source.chain() == null ? "(null)" : source.chain().toString(),
                "ssl_key",
                source.key() == null ? "(null)" : source.key().toString(),
                "ssl_ca_cert",
                source.authority() == null ? "NULL" : source.authority().toString(),
                "ssl_verify_mode",
                Integer.toString(source.verifyMode()),
                "ssl_min_version",
                "tlsv1." + source.minVersion());
    }

    /** Null for an address without TLS. */
    @Nullable
    SslContext context(Endpoints.Encryption encryption) {
        return contexts.get(encryption);
    }

    /** Reads everything anew; what was there stays if that fails. */
    public void reload() throws IOException, GeneralSecurityException {
        contexts = load();
    }

    private Map<Endpoints.Encryption, SslContext> load() throws IOException, GeneralSecurityException {
        ClientAuth asSet = switch (source.verifyMode()) {
            case 0 -> ClientAuth.NONE;
            case 1 -> ClientAuth.OPTIONAL;
            default -> ClientAuth.REQUIRE;
        };
        return Map.of(
                Endpoints.Encryption.AS_SET, load(asSet),
                Endpoints.Encryption.OF_SERVER, load(ClientAuth.NONE),
                Endpoints.Encryption.MUTUAL, load(ClientAuth.REQUIRE));
    }

    private SslContext load(ClientAuth clients) throws IOException, GeneralSecurityException {
        SslContextBuilder builder = builder();
        builder.sslProvider(SslProvider.JDK);
        builder.protocols(VERSIONS.subList(source.minVersion(), VERSIONS.size()));
        builder.clientAuth(clients);
        return builder.build();
    }

    private SslContextBuilder builder() throws IOException, GeneralSecurityException {
        MadeCertificates made = source.made();
        if (made != null) {
            return SslContextBuilder.forServer(
                            made.server().key(), made.server().certificate())
                    .trustManager(made.authority().certificate());
        }
        Path chain = source.chain();
        if (chain == null) {
            throw new GeneralSecurityException("no certificate is given");
        }
        Path keyFile = source.key();
        PrivateKey key = PemFiles.key(keyFile == null ? chain : keyFile);
        X509Certificate[] certificates = PemFiles.certificates(chain);
        SslContextBuilder builder = SslContextBuilder.forServer(key, certificates);
        Path authority = source.authority();
        if (authority != null) {
            builder.trustManager(PemFiles.certificates(authority));
        }
        return builder;
    }
}
