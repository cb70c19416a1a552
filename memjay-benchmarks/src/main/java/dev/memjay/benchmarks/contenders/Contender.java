package dev.memjay.benchmarks.contenders;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A client under load, shared by all threads of a measurement. */
public interface Contender extends AutoCloseable {
    byte @Nullable [] get(String key) throws Exception;

    /** Reads many keys and says how many were found; every value must have been copied out for the caller. */
    int getAll(List<String> keys) throws Exception;

    void set(String key, byte[] value) throws Exception;

    /** Stores all values by the best means the client has, and returns when every one is acknowledged. */
    void setAll(Map<String, byte[]> values) throws Exception;

    Future<byte @Nullable []> getAsync(String key) throws Exception;

    /** The gets that one thread keeps outstanding; each thread has its own. */
    default Window window(int outstanding, Sink sink) throws Exception {
        return new FutureWindow(this, outstanding, sink);
    }

    @Override
    void close() throws IOException;
}
