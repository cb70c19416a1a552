package dev.memjay.cli.fleet;

import dev.memjay.model.Stats;

/**
 * What an operator reads of a server's statistics; 0 where a server has none of a name.
 *
 * @param version its version
 * @param uptime seconds since it started
 * @param connections connections that are open
 * @param items items that it holds
 * @param bytes bytes of memory that they use
 * @param limit bytes of memory that they may use
 * @param gets keys that were asked for
 * @param hits keys that were found
 * @param sets items that were stored
 * @param evictions items that were removed to make room
 * @param read bytes that it received
 * @param written bytes that it sent
 */
public record NodeFigures(
        String version,
        long uptime,
        long connections,
        long items,
        long bytes,
        long limit,
        long gets,
        long hits,
        long sets,
        long evictions,
        long read,
        long written) {
    public static NodeFigures of(Stats stats) {
        return new NodeFigures(
                stats.text("version").orElse("?"),
                number(stats, "uptime"),
                number(stats, "curr_connections"),
                number(stats, "curr_items"),
                number(stats, "bytes"),
                number(stats, "limit_maxbytes"),
                number(stats, "cmd_get"),
                number(stats, "get_hits"),
                number(stats, "cmd_set"),
                number(stats, "evictions"),
                number(stats, "bytes_read"),
                number(stats, "bytes_written"));
    }

    /** The sum of two servers' figures; of versions all that there are, and the shorter uptime. */
    public NodeFigures plus(NodeFigures other) {
        return new NodeFigures(
                version.contains(other.version) ? version : version + ", " + other.version,
                Math.min(uptime, other.uptime),
                connections + other.connections,
                items + other.items,
                bytes + other.bytes,
                limit + other.limit,
                gets + other.gets,
                hits + other.hits,
                sets + other.sets,
                evictions + other.evictions,
                read + other.read,
                written + other.written);
    }

    private static long number(Stats stats, String name) {
        return Math.max(0, stats.number(name).orElse(0));
    }
}
