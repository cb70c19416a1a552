package dev.memjay.internal.connection.transport;

/**
 * Options of a socket. Those of TCP alone are left out for the others.
 *
 * @param noDelay send small packets at once
 * @param keepAlive let the kernel probe idle connections
 * @param sendBuffer bytes of the kernel's send buffer, 0 for the kernel's own choice
 * @param receiveBuffer bytes of the kernel's receive buffer, 0 for the kernel's own choice
 * @param keepAliveIdle seconds without traffic before the first probe, 0 for the kernel's own choice
 * @param keepAliveInterval seconds between probes, 0 for the kernel's own choice
 * @param keepAliveCount probes without an answer that end the connection, 0 for the kernel's own choice
 * @param linger seconds that closing goes on sending what is left, -1 for the kernel's own way
 * @param trafficClass the byte that marks packets for routers, 0 for none
 * @param localAddress address or host name to connect from; empty for the kernel's own choice
 */
public record SocketSettings(
        boolean noDelay,
        boolean keepAlive,
        int sendBuffer,
        int receiveBuffer,
        int keepAliveIdle,
        int keepAliveInterval,
        int keepAliveCount,
        int linger,
        int trafficClass,
        String localAddress) {
    /** No delay, keep-alive, and the kernel's own choice of all else. */
    public static final SocketSettings DEFAULT = new SocketSettings(true, true, 0, 0);

    /** With the kernel's own choice of all else. */
    public SocketSettings(boolean noDelay, boolean keepAlive, int sendBuffer, int receiveBuffer) {
        this(noDelay, keepAlive, sendBuffer, receiveBuffer, 0, 0, 0, -1, 0, "");
    }
}
