package dev.memjay.benchmarks;

import dev.memjay.benchmarks.rig.MemcachedProcess;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The facts about machine and programs without which a figure says nothing. */
final class Machine {
    private Machine() {}

    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    static List<String> facts(Options options, String pinning) throws IOException {
        String collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .collect(Collectors.joining(", "));
        return List.of(
                "Machine: " + cores() + " cores, " + processor() + ", " + System.getProperty("os.name") + " "
                        + System.getProperty("os.version")
                        + "; client, server and relay share them. Load average before the run: " + loadAverage() + ". "
                        + pinning,
                "Java: " + System.getProperty("java.vm.name") + " " + Runtime.version() + "; " + collectors + "; heap "
                        + (Runtime.getRuntime().maxMemory() >> 20) + " MB",
                "Server: " + MemcachedProcess.version() + " " + String.join(" ", MemcachedProcess.SETTINGS)
                        + ", TCP on 127.0.0.1",
                "Load: " + Dataset.SIZE + " keys of 16 bytes (17 for values of 1 KB), every value checked; "
                        + options.rounds() + " rounds of "
                        + options.seconds() + " s after a warm-up of " + options.warmUpSeconds()
                        + " s, all contenders in turn within each round, each with connections of its own");
    }

    /** Above a few tenths, somebody else was using the machine and the figures are worth little. */
    private static String loadAverage() {
        return String.format(
                Locale.ROOT,
                "%.1f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseGet(() -> System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
