package dev.memjay.opentelemetry;

import java.net.InetSocketAddress;
import java.util.List;
import net.spy.memcached.MemcachedClient;

/**
 * The calls of {@link JavaAgentOracleTest} by spymemcached, in a JVM of its own with OpenTelemetry's agent. It ends with its
 * input, since spymemcached's spans end on a thread that the end of the program would not wait for.
 */
final class SpymemcachedProgram {
    private SpymemcachedProgram() {}

    public static void main(String[] args) throws Exception {
        MemcachedClient client = new MemcachedClient(new InetSocketAddress(args[0], Integer.parseInt(args[1])));
        try {
            client.set("n", 0, "1").get();
            client.get("n");
            client.gets("n");
            client.incr("n", 1);
            client.delete("n").get();
            client.getBulk(List.of("n", "m"));
            System.in.readAllBytes();
        } finally {
            client.shutdown();
        }
    }
}
