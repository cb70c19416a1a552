package dev.memjay.server.net;

import dev.memjay.server.protocol.Output;
import io.netty.util.concurrent.FastThreadLocal;

/** The buffers that all connections of one event loop share, so that an idle connection has none. */
final class Scratch {
    private static final FastThreadLocal<Scratch> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected Scratch initialValue() {
            return new Scratch();
        }
    };

    private final Output output = new Output(64 * 1024);
    private byte[] input = new byte[64 * 1024];

    static Scratch ofThisThread() {
        return OF_THREAD.get();
    }

    Output output() {
        return output;
    }

    /** An array of at least this size; its content is only good until the next call. */
    byte[] input(int size) {
        if (input.length < size) {
            input = new byte[size];
        }
        return input;
    }
}
