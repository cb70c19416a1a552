package dev.memjay.internal.connection.transport;

import java.util.List;

/**
 * How TLS is done.
 *
 * @param trust file of the certificates to trust, PEM or a key store; empty for those of the Java platform
 * @param trustPassword of that key store; empty for none
 * @param certificate file of this client's certificate and its chain, PEM or a key store; empty for none
 * @param key PEM file of the certificate's private key; empty when it is in the same file
 * @param keyPassword of the key or the key store; empty for none
 * @param hostNameCheck whether the server's certificate has to be for the name it was asked under
 * @param serverName the name to ask for and to check instead of the node's host; empty for the host
 * @param protocols versions of TLS; empty for those of the Java platform
 * @param ciphers cipher suites; empty for those of the Java platform
 */
public record TlsSettings(
        String trust,
        String trustPassword,
        String certificate,
        String key,
        String keyPassword,
        boolean hostNameCheck,
        String serverName,
        List<String> protocols,
        List<String> ciphers) {
    /** The Java platform's own choice of everything. */
    public static final TlsSettings DEFAULT = new TlsSettings("", "", "", "", "", true, "", List.of(), List.of());

    /** Without the passwords. */
    @Override
    public String toString() {
        return "TlsSettings[trust=" + trust + ", certificate=" + certificate + ", key=" + key + ", hostNameCheck="
                + hostNameCheck + ", serverName=" + serverName + ", protocols=" + protocols + ", ciphers=" + ciphers
                + "]";
    }
}
