package dev.memjay.server.net;

import dev.memjay.server.protocol.Output;
import io.netty.util.concurrent.FastThreadLocal;

/** The arrays that an event loop lends to the connection that it serves at the moment, so that an idle one has none. */
final class Scratch {
    private static final int SIZE = 64 * 1024;
    /** An array that grew beyond this is not kept. */
    private static final int KEEP = 256 * 1024;

    private static final FastThreadLocal<Scratch> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected Scratch initialValue() {
            return new Scratch();
        }
    };

    private byte[] spare = new byte[SIZE];
    private byte[] input = new byte[SIZE];

    static Scratch ofThisThread() {
        return OF_THREAD.get();
    }

    /** Gives an output an array, unless it has one. */
    void lendTo(Output out) {
        if (spare.length == 0) {
            spare = new byte[SIZE];
        }
        if (out.lend(spare)) {
            spare = Unread.NOTHING;
        }
    }

    /** Takes the array back from an output whose bytes have all been sent; another one needs it. */
    void takeFrom(Output out) {
        if (out.length() == 0) {
            byte[] array = out.takeArray();
            if (array.length > 0 && array.length <= KEEP) {
                spare = array;
            }
        }
    }

    /** An array of at least this size; its content is only good until the next call. */
    byte[] input(int size) {
        if (input.length < size) {
            input = new byte[size];
        }
        return input;
    }
}
