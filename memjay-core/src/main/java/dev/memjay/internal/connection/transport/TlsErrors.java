package dev.memjay.internal.connection.transport;

import dev.memjay.error.Printable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Says in plain words what went wrong in TLS with one node. */
final class TlsErrors {
    private final String node;
    private final String name;

    /**
     * @param node the node
     * @param name the name that its certificate has to have
     */
    TlsErrors(String node, String name) {
        this.node = node;
        this.name = name;
    }

    /**
     * The same failure with a message for people.
     *
     * @param first what the server sent first
     */
    IOException explained(IOException failure, String first) {
        return new SSLException("TLS with " + node + " failed: " + reason(failure, first), failure);
    }

    /** The server hung up in mid-handshake. */
    IOException closed(IOException failure) {
        return new SSLException(
                "TLS with " + node + " failed: the server closed the connection; does it speak TLS?", failure);
    }

    /** The connect timeout is over. */
    SocketTimeoutException silent() {
        return new SocketTimeoutException(
                "connected to " + node + ", but it did not shake hands within the connect timeout; does it speak TLS?");
    }

    private String reason(IOException failure, String first) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = Printable.excerpt(String.valueOf(cause.getMessage()));
            if (cause instanceof CertificateExpiredException) {
                return "the server's certificate has expired (" + text + ")";
            } else if (cause instanceof CertificateNotYetValidException) {
                return "the server's certificate is not valid yet (" + text + ")";
            } else if (cause instanceof CertPathBuilderException) {
                return "the server's certificate was signed by nobody who is trusted;"
                        + " give the signer's certificate as tlsTrust";
            } else if (cause instanceof CertPathValidatorException && cause.getCause() == null) {
                return "the server's certificate is not to be trusted (" + text + ")";
            } else if (cause instanceof CertificateException && text.startsWith("No ")) {
                return "the server's certificate is not for '" + name + "' (" + text
                        + "); tlsServerName says which name to expect";
            } else if (cause instanceof SSLException && text.contains("fatal alert: ")) {
                return "the server refused it (" + text + ")" + hint(text);
            } else if (cause instanceof SSLException
                    && text.toLowerCase(Locale.ROOT).contains("unrecognized ssl message")) {
                return "the server does not speak TLS, or not now: it answered '" + Printable.excerpt(first.strip())
                        + "'; a server without TLS takes memcached://";
            }
        }
        return Printable.excerpt(String.valueOf(failure.getMessage()));
    }

    private static String hint(String alert) {
        return alert.contains("certificate") ? "; it may want another client certificate, see tlsCertificate" : "";
    }
}
