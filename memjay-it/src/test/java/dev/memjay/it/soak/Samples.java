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

/** What the process holds, second by second: descriptors, threads and memory; as a drawing over the faults meanwhile. */
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
    /** Height of the row of one kind of fault. */
    private static final int ROW = 12;

    private final long start = System.nanoTime();
    private final List<Sample> all = new ArrayList<>();

    /** The time since the start. */
    double second() {
        return (System.nanoTime() - start) / 1e9;
    }

    Sample take() {
        Sample sample = new Sample(
                second(),
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

    /** Four curves, one under the other, and under them when each kind of fault was there, as SVG. */
    String drawing(List<FaultDice.Fault> faults) {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH,
                4 * PANEL + TOP + 30 + FaultDice.Kind.values().length * ROW));
        panel(svg, 0, "file descriptors", Sample::descriptors);
        panel(svg, 1, "platform threads", Sample::threads);
        panel(svg, 2, "heap after the last collection, MB", Sample::heapMegabytes);
        panel(svg, 3, "memory outside the heap, MB", Sample::directMegabytes);
        marks(svg, faults);
        return svg.append("</svg>\n").toString();
    }

    private void panel(StringBuilder svg, int index, String title, ToDoubleFunction<Sample> value) {
        double most = all.stream().mapToDouble(value).max().orElse(1);
        int bottom = TOP + (index + 1) * PANEL - 30;
        int height = PANEL - 45;
        StringBuilder points = new StringBuilder();
        for (Sample sample : all) {
            points.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    x(sample.second()),
                    bottom - value.applyAsDouble(sample) / Math.max(1, most) * height));
        }
        svg.append(text(LEFT, bottom - height - 6, "start", title));
        String highest = String.format(Locale.ROOT, most < 10 ? "%.1f" : "%.0f", most);
        svg.append(text(LEFT - 6, bottom - height + 4, "end", highest));
        svg.append(text(LEFT - 6, bottom + 4, "end", "0"));
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#ddd\"/>%n"
                        + "<polyline points=\"%s\" fill=\"none\" stroke=\"#2166ac\"/>%n",
                LEFT,
                bottom,
                WIDTH - 20,
                bottom,
                points.toString().strip()));
    }

    /** Under the curves, on the same axis of time. */
    private void marks(StringBuilder svg, List<FaultDice.Fault> faults) {
        int top = TOP + 4 * PANEL;
        svg.append(text(LEFT, top - 6, "start", "faults"));
        for (FaultDice.Kind kind : FaultDice.Kind.values()) {
            svg.append(text(LEFT - 6, top + kind.ordinal() * ROW + ROW - 2, "end", kind.toString()));
        }
        for (FaultDice.Fault fault : faults) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#b2182b\"/>%n",
                    x(fault.begin()),
                    top + fault.kind().ordinal() * ROW + 2,
                    Math.max(1, x(fault.end()) - x(fault.begin())),
                    ROW - 3));
        }
        String end = String.format(Locale.ROOT, "%.0f s", seconds());
        svg.append(text(WIDTH - 20, top + FaultDice.Kind.values().length * ROW + 16, "end", end));
    }

    private static String text(int x, int y, String anchor, String words) {
        return String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, words);
    }

    private double x(double second) {
        return LEFT + second / Math.max(1, seconds()) * (WIDTH - LEFT - 20);
    }

    private double seconds() {
        return all.get(all.size() - 1).second();
    }
}
