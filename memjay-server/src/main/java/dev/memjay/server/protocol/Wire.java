package dev.memjay.server.protocol;

/** What a session may ask of the socket under it, from any thread. */
public interface Wire {
    /** Sends bytes that are no reply, such as log lines for a watcher. */
    void send(byte[] bytes);

    /** Closes the connection. */
    void close();

    /** A wire that goes nowhere. */
    Wire NONE = new Wire() {
        @Override
        public void send(byte[] bytes) {}

        @Override
        public void close() {}
    };
}
