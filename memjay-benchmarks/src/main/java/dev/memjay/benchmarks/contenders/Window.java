package dev.memjay.benchmarks.contenders;

/** Keeps a bounded number of gets outstanding for one thread. */
public interface Window {
    /** Submits one get, waiting first while the window is full. */
    void get(String key) throws Exception;

    /** Waits for what is outstanding and lets go of it. */
    void close() throws Exception;
}
