package dev.memjay.it.placement;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.code.yanf4j.core.CodecFactory;
import com.google.code.yanf4j.core.Handler;
import com.google.code.yanf4j.core.Session;
import com.google.code.yanf4j.core.impl.HandlerAdapter;
import com.google.code.yanf4j.nio.NioSessionConfig;
import com.google.code.yanf4j.statistics.impl.SimpleStatistics;
import dev.memjay.model.Node;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import net.rubyeye.xmemcached.MemcachedClient;
import net.rubyeye.xmemcached.MemcachedSessionLocator;
import net.rubyeye.xmemcached.XMemcachedClientBuilder;
import net.rubyeye.xmemcached.codec.MemcachedCodecFactory;
import net.rubyeye.xmemcached.command.TextCommandFactory;
import net.rubyeye.xmemcached.impl.ArrayMemcachedSessionLocator;
import net.rubyeye.xmemcached.impl.KetamaMemcachedSessionLocator;
import net.rubyeye.xmemcached.impl.MemcachedTCPSession;
import net.rubyeye.xmemcached.impl.Optimizer;
import net.rubyeye.xmemcached.utils.InetSocketAddressWrapper;
import net.rubyeye.xmemcached.utils.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Memjay's placements of xmemcached against xmemcached's own locators. */
class XmemcachedPlacementTest {
    private final List<SocketChannel> channels = new ArrayList<>();

    @AfterEach
    void closeChannels() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }

    @Test
    void ketamaWithAddresses() throws IOException {
        for (List<Node> nodes : Fleets.byAddress()) {
            agrees(Placements.xmemcachedKetama(), nodes, new KetamaMemcachedSessionLocator());
        }
    }

    @Test
    void ketamaWithNamesWhoseAddressesAreKnown() throws IOException {
        for (List<Node> nodes : Fleets.byName()) {
            agrees(Placements.xmemcachedKetama(Fleets::addressOf), nodes, new KetamaMemcachedSessionLocator());
        }
    }

    @Test
    void ketamaWithWeights() throws IOException {
        for (List<Node> nodes : Fleets.withWeights()) {
            agrees(Placements.xmemcachedKetama(), nodes, new KetamaMemcachedSessionLocator());
        }
    }

    @Test
    void array() throws IOException {
        for (List<Node> nodes : Fleets.byAddress()) {
            agrees(Placements.xmemcachedArray(), nodes, new ArrayMemcachedSessionLocator());
        }
    }

    @Test
    void arrayWithWeights() throws IOException {
        for (List<Node> nodes : Fleets.withWeights()) {
            agrees(Placements.xmemcachedArray(), nodes, new ArrayMemcachedSessionLocator());
        }
    }

    @Test
    void ketamaOfAClientThatIsConnected() throws Exception {
        try (Listeners listeners = new Listeners(5)) {
            KetamaMemcachedSessionLocator locator = new KetamaMemcachedSessionLocator();
            XMemcachedClientBuilder builder = new XMemcachedClientBuilder(listeners.addresses());
            builder.setSessionLocator(locator);
            MemcachedClient client = builder.build();
            try {
                Placement.Ring ring = Placements.xmemcachedKetama().ring(listeners.nodes());
                for (String key : Fleets.KEYS) {
                    assertThat(listeners
                                    .nodes()
                                    .get(ring.indexOf(Fleets.route(key)))
                                    .port())
                            .as("'%s'", key)
                            .isEqualTo(locator.getSessionByKey(key)
                                    .getRemoteSocketAddress()
                                    .getPort());
                }
            } finally {
                client.shutdown();
            }
        }
    }

    private void agrees(Placement placement, List<Node> nodes, MemcachedSessionLocator locator) throws IOException {
        Placement.Ring ring = placement.ring(nodes);
        List<Session> theirs = new ArrayList<>();
        for (Node node : nodes) {
            theirs.add(session(node, theirs.size()));
        }
        locator.updateSessions(theirs);
        for (String key : Fleets.KEYS) {
            assertThat(ring.indexOf(Fleets.route(key)))
                    .as("'%s' on %s nodes from %s", key, nodes.size(), nodes.get(0))
                    .isEqualTo(theirs.indexOf(locator.getSessionByKey(key)));
        }
    }

    /** A session as the connector makes it, but not connected. */
    private Session session(Node node, int order) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channels.add(channel);
        Handler handler = new HandlerAdapter();
        CodecFactory codecs = new MemcachedCodecFactory();
        NioSessionConfig config =
                new NioSessionConfig(channel, handler, null, codecs, new SimpleStatistics(), null, null, false, 0, 0);
        // the client looks addresses up backwards, which without a network finds the name of this machine only
        InetSocketAddress address = node.host().equals("127.0.0.1")
                ? new InetSocketAddress("localhost", node.port())
                : Fleets.socketAddress(node);
        InetSocketAddressWrapper wrapper = new InetSocketAddressWrapper(address, order, node.weight(), null, false);
        wrapper.setRemoteAddressStr(String.valueOf(address));
        MemcachedTCPSession session =
                new MemcachedTCPSession(config, 16 * 1024, new Optimizer(Protocol.Text), 1, new TextCommandFactory()) {
                    @Override
                    public InetSocketAddress getRemoteSocketAddress() {
                        return address;
                    }
                };
        session.setInetSocketAddressWrapper(wrapper);
        return session;
    }
}
