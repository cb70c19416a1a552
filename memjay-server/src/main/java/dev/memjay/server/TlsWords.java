package dev.memjay.server;

import java.nio.file.Path;
import java.util.Map;

/** The words of {@code -o} about TLS. */
final class TlsWords {
    private TlsWords() {}

    /** The certificates in the files that are named. */
    static ServerTls files(Map<String, String> words) {
        String chain = words.getOrDefault("ssl_chain_cert", "");
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("ssl_chain_cert argument is required.");
        }
        String key = words.getOrDefault("ssl_key", "");
        ServerTls tls = ServerTls.files(Path.of(chain), Path.of(key.isEmpty() ? chain : key));
        return words.containsKey("ssl_ca_cert") ? tls.authority(Path.of(words.get("ssl_ca_cert"))) : tls;
    }

    /** The same with the numbers that are given. */
    static ServerTls modes(ServerTls tls, Map<String, String> words) {
        return tls.verifyMode(OptionValues.number("ssl_verify_mode", words.getOrDefault("ssl_verify_mode", "0"), 0, 3))
                .minVersion(OptionValues.number("ssl_min_version", words.getOrDefault("ssl_min_version", "2"), 0, 3));
    }
}
