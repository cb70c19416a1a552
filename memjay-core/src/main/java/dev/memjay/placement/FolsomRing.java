package dev.memjay.placement;

import dev.memjay.model.Node;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * folsom's {@code Continuum}: MurmurHash3 with seed 0 for keys and points, a hundred points a node.
 *
 * <p>The first is the hash of {@code host:port}, each next one the hash of the four bytes of the one before. folsom
 * sorts places as signed numbers, and points in one place go to the node that comes last. Weights do not count.
 */
final class FolsomRing implements Placement {
    private static final int POINTS = 100;

    @Override
    public String name() {
        return "folsom";
    }

    @Override
    public Ring ring(List<Node> nodes) {
        if (nodes.size() == 1) {
            return route -> 0;
        }
        PointRing.Points points = new PointRing.Points();
        for (int i = 0; i < nodes.size(); i++) {
            int point = Murmur.hash3(lowBytes(nodes.get(i).toString()), 0);
            for (int n = 0; n < POINTS; n++) {
                points.add(unsigned(point), i);
                point = Murmur.hash3(bytes(point), 0);
            }
        }
        return points.ring(PointRing.Tie.HIGHEST).hashedBy(key -> unsigned(Murmur.hash3(key, 0)));
    }

    /** The number that has the same rank among unsigned numbers as the given has among signed ones. */
    private static int unsigned(int signed) {
        return signed ^ Integer.MIN_VALUE;
    }

    private static String bytes(int point) {
        byte[] bytes = {(byte) point, (byte) (point >> 8), (byte) (point >> 16), (byte) (point >> 24)};
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String lowBytes(String text) {
        StringBuilder low = new StringBuilder(text.length());
        text.chars().forEach(c -> low.append((char) (c & 0xFF)));
        return low.toString();
    }
}
