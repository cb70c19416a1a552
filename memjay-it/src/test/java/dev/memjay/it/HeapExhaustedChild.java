package dev.memjay.it;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs out of heap and gets room again, while its threads go on calling. Does what it is told by a letter on
 * standard input, and says on standard output, by a letter too, how far it is.
 */
public final class HeapExhaustedChild {
    private static final long ROUND_NANOS = 20_000_000;
    private static final int LARGE = 64 * 1024;
    /** Taking less would collect garbage for ever. */
    private static final int SMALL = 64;

    private static final long PAUSE_NANOS = 2_000_000;

    /** In words that need no memory when there is none. */
    private static final byte[] ROUND = {'r'};

    private static final byte[] SERVED = {'s'};
    private static final byte[] READY = {'y'};

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final Keyspace<String, String> texts;
    private volatile boolean filling;
    /** The filling thread's alone: dropped by another it would come back, with what was being added to it. */
    private volatile Object @Nullable [] ballast;

    private HeapExhaustedChild(Memjay memjay) {
        texts = memjay.strings().withTimeout(Duration.ofMillis(250));
    }

    /** Arguments: the server, and the URI's parameters. */
    public static void main(String[] args) throws IOException {
        try (Memjay memjay = Memjay.create("memcached://" + args[0] + args[1])) {
            new HeapExhaustedChild(memjay).run();
        }
    }

    private void run() throws IOException {
        daemon(this::call);
        daemon(this::callWithoutWaiting);
        daemon(this::fill);
        awaitServed();
        out.write(READY);
        while (true) {
            switch (order()) {
                case 'f' -> filling = true;
                case 'x' -> {
                    filling = false;
                    awaitServed();
                    out.write(SERVED);
                }
                default -> {
                    return;
                }
            }
        }
    }

    private static int order() {
        while (true) {
            try {
                return System.in.read();
            } catch (IOException | OutOfMemoryError again) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    private void awaitServed() {
        while (!isServed()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private boolean isServed() {
        try {
            return texts.set("key", "value")
                    && "value".equals(texts.get("key"))
                    && "value".equals(texts.async().get("key").join());
        } catch (Throwable notYet) {
            return false;
        }
    }

    private void call() {
        while (true) {
            try {
                texts.get("key");
            } catch (Throwable expected) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void callWithoutWaiting() {
        while (true) {
            try {
                texts.async().get("key").join();
            } catch (Throwable expected) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Takes what there is of the heap, again and again. */
    private void fill() {
        while (true) {
            if (!filling) {
                ballast = null;
                LockSupport.parkNanos(1_000_000);
                continue;
            }
            try {
                for (int size = LARGE; size > SMALL; size /= 8) {
                    take(size);
                }
                LockSupport.parkNanos(ROUND_NANOS);
                out.write(ROUND);
            } catch (IOException | OutOfMemoryError again) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private void take(int size) {
        try {
            while (filling) {
                ballast = new Object[] {ballast, new byte[size]};
            }
        } catch (OutOfMemoryError full) {
            // As it should be.
        }
    }
}
