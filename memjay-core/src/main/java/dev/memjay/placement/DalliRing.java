package dev.memjay.placement;

import dev.memjay.model.Node;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * The ring of Ruby's dalli: CRC-32 of the key, and for each node 160 points on average by weight, the first four bytes of
 * the SHA-1 of its name with a number.
 *
 * <p>A key belongs to the last point at or before it, where other rings take the first at or behind; so both are put on
 * the circle the other way round.
 */
final class DalliRing implements Placement {
    private static final long POINTS = 160;

    @Override
    public String name() {
        return "dalli";
    }

    @Override
    public Ring ring(List<Node> nodes) {
        int count = nodes.size();
        if (count == 1) {
            return route -> 0;
        }
        MessageDigest sha1 = sha1();
        long total = nodes.stream().mapToLong(Node::weight).sum();
        PointRing.Points points = new PointRing.Points();
        for (int i = 0; i < count; i++) {
            Node node = nodes.get(i);
            String prefix = node.isUnix() ? node.host() + ":" : node.host() + ":" + node.port() + ":";
            int entries = (int) Math.floor(count * POINTS * node.weight() / (double) total);
            for (int n = 0; n < entries; n++) {
                byte[] digest = sha1.digest((prefix + n).getBytes(StandardCharsets.UTF_8));
                points.add(~ByteBuffer.wrap(digest).getInt(), i);
            }
        }
        return points.ring(PointRing.Tie.HIGHEST).hashedBy(key -> ~Crc.hash(key));
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
