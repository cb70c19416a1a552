package dev.memjay.it.soak;

import dev.memjay.it.Leftovers;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What the process holds, second by second: descriptors, threads and memory; as a drawing. */
final class Samples {
    /**
     * What the process held.
     *
     * @param second since the start
     * @param descriptors open file descriptors
     * @param threads platform threads
     * @param heapMegabytes of the heap in use after the last collection
     * @param directMegabytes of buffers outside the heap
     */
    record Sample(double second, long descriptors, int threads, double heapMegabytes, double directMegabytes) {}

    private static final double MEGABYTE = 1 << 20;
    private static final int WIDTH = 760;
    private static final int PANEL = 110;
    private static final int LEFT = 70;
    private static final int TOP = 22;

    private final long start = System.nanoTime();
    private final List<Sample> all = new ArrayList<>();

    Sample take() {
        Sample sample = new Sample(
                (System.nanoTime() - start) / 1e9,
                Leftovers.descriptors(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                heapAfterCollection() / MEGABYTE,
                direct() / MEGABYTE);
        all.add(sample);
        return sample;
    }

    private static double heapAfterCollection() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(usage -> usage != null)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }

    private static double direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /** Four curves, one under the other, as SVG. */
    String drawing() {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH,
                4 * PANEL + TOP));
        panel(svg, 0, "file descriptors", Sample::descriptors);
        panel(svg, 1, "platform threads", Sample::threads);
        panel(svg, 2, "heap after the last collection, MB", Sample::heapMegabytes);
        panel(svg, 3, "memory outside the heap, MB", Sample::directMegabytes);
        return svg.append("</svg>\n").toString();
    }

    private void panel(StringBuilder svg, int index, String title, ToDoubleFunction<Sample> value) {
        double most = all.stream().mapToDouble(value).max().orElse(1);
        double seconds = all.get(all.size() - 1).second();
        int bottom = TOP + (index + 1) * PANEL - 30;
        int height = PANEL - 45;
        StringBuilder points = new StringBuilder();
        for (Sample sample : all) {
            points.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    LEFT + sample.second() / Math.max(1, seconds) * (WIDTH - LEFT - 20),
                    bottom - value.applyAsDouble(sample) / Math.max(1, most) * height));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\">%s</text>%n<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
                        + "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>%n"
                        + "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#ddd\"/>%n"
                        + "<polyline points=\"%s\" fill=\"none\" stroke=\"#2166ac\"/>%n",
                LEFT,
                bottom - height - 6,
                title,
                LEFT - 6,
                bottom - height + 4,
                String.format(Locale.ROOT, most < 10 ? "%.1f" : "%.0f", most),
                LEFT - 6,
                bottom + 4,
                LEFT,
                bottom,
                WIDTH - 20,
                bottom,
                points.toString().strip()));
        if (index == 3) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%.0f s</text>%n",
                    WIDTH - 20,
                    bottom + 16,
                    seconds));
        }
    }
}
