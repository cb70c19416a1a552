package dev.memjay.server.protocol;

import java.util.List;

/** What commands may ask of the server as a whole. */
public interface ServerControl {
    /** Stops the server, as {@code shutdown} does; returns at once. */
    void shutdown();

    /** Reads certificates anew; what went wrong, or the empty text. */
    String refreshCertificates();

    int tcpPort();

    int udpPort();

    /** Lines of {@code stats settings} that only the listener knows: name and value. */
    List<String[]> listenerSettings();

    /** Tells of a request that a careful client would not have sent. */
    void violation(String line);
}
