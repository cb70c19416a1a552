package dev.memjay.server.protocol;

import java.util.List;
import java.util.Map;

/** What commands may ask of the server as a whole. */
public interface ServerControl {
    /** Stops the server, as {@code shutdown} does; returns at once. */
    void shutdown();

    /** Reads certificates anew; what went wrong, or the empty text. */
    String refreshCertificates();

    /** Moves the clock. */
    void moveClock(long seconds);

    /** Stops the clock or lets it run. */
    void stopClock(boolean stop);

    /** Whether connections do TLS. */
    boolean tls();

    int tcpPort();

    int udpPort();

    /** The listening sockets, as {@code tcp:IP:PORT}, {@code udp:IP:PORT} or {@code unix:PATH}. */
    List<String> listening();

    /** What {@code stats settings} tells of the listener, by name. */
    Map<String, String> listenerSettings();

    /** Tells of a request that a careful client would not have sent. */
    void violation(String line);
}
