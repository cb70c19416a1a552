package dev.memjay.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.memjay.benchmarks.report.Measurement;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** What a load costs: memory allocated by all live platform threads, and the CPU of the client and of the server. */
final class Resources {
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final LongSupplier serverCpuNanos;

    Resources(LongSupplier serverCpuNanos) {
        this.serverCpuNanos = serverCpuNanos;
    }

    Reading read(long operations) {
        return new Reading(
                System.nanoTime(),
                operations,
                allocatedBytes(),
                system.getProcessCpuTime(),
                serverCpuNanos.getAsLong());
    }

    private Map<Long, Long> allocatedBytes() {
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        Map<Long, Long> allocated = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            allocated.put(ids[i], Math.max(0, bytes[i])); // -1 stands for a thread that has just ended
        }
        return allocated;
    }

    /** All counters at one moment; the bytes by thread, since a thread takes its count with it when it ends. */
    record Reading(
            long nanos, long operations, Map<Long, Long> allocatedBytes, long clientCpuNanos, long serverCpuNanos) {
        Measurement since(Reading before, Histogram latencies) {
            double count = Math.max(1, operations - before.operations);
            boolean timed = latencies.getTotalCount() > 0;
            return new Measurement(
                    (operations - before.operations) * 1e9 / (nanos - before.nanos),
                    timed ? latencies.getValueAtPercentile(50) / 1e3 : Double.NaN,
                    timed ? latencies.getValueAtPercentile(99) / 1e3 : Double.NaN,
                    allocatedSince(before) / count,
                    (clientCpuNanos - before.clientCpuNanos) / count / 1e3,
                    (serverCpuNanos - before.serverCpuNanos) / count / 1e3,
                    null);
        }

        private long allocatedSince(Reading before) {
            long sum = 0;
            for (Map.Entry<Long, Long> thread : allocatedBytes.entrySet()) {
                sum += Math.max(0, thread.getValue() - before.allocatedBytes.getOrDefault(thread.getKey(), 0L));
            }
            return sum;
        }
    }
}
