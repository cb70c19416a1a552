package dev.memjay.benchmarks.contenders;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A window over a client's own futures: when it is full it waits for the oldest. */
final class FutureWindow implements Window {
    private final Contender contender;
    private final Sink sink;
    private final @Nullable Future<byte @Nullable []>[] futures;
    private final String[] keys;
    private int next;

    @SuppressWarnings({"unchecked", "rawtypes"})
    FutureWindow(Contender contender, int outstanding, Sink sink) {
        this.contender = contender;
        this.sink = sink;
        this.futures = new Future[outstanding];
        this.keys = new String[outstanding];
    }

    @Override
    public void get(String key) throws Exception {
        settle(next);
        futures[next] = contender.getAsync(key);
        keys[next] = key;
        next = next + 1 == futures.length ? 0 : next + 1;
    }

    @Override
    public void close() throws Exception {
        for (int i = 0; i < futures.length; i++) {
            settle(next);
            next = next + 1 == futures.length ? 0 : next + 1;
        }
    }

    private void settle(int slot) throws Exception {
        Future<byte @Nullable []> oldest = futures[slot];
        if (oldest != null) {
            sink.accept(keys[slot], oldest.get());
            futures[slot] = null;
        }
    }
}
