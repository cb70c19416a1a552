package dev.memjay.internal.connection;

/**
 * Options of a TCP socket.
 *
 * @param noDelay send small packets at once
 * @param keepAlive let the kernel probe idle connections
 * @param sendBuffer bytes of the kernel's send buffer, 0 for the kernel's own choice
 * @param receiveBuffer bytes of the kernel's receive buffer, 0 for the kernel's own choice
 */
public record SocketSettings(boolean noDelay, boolean keepAlive, int sendBuffer, int receiveBuffer) {
    /** No delay, keep-alive, and the kernel's own buffers. */
    public static final SocketSettings DEFAULT = new SocketSettings(true, true, 0, 0);
}
