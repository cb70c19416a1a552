package dev.memjay.internal.connection.transport;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/** A socket of UDP where there is always one more datagram, which answers nothing that was asked. No selector takes it. */
public final class EndlessDatagrams extends DatagramChannel {
    /** About what a call to the system takes. */
    private static final long ONE_READ_NANOS = 2_000;

    private static final int FRAME = 8;
    /** A number that no request of these tests has. */
    private static final short STRAY = 0x4000;

    private final int size;
    private volatile int left;

    /**
     * @param count how many there are; some seconds' worth is endless
     * @param size of each, in bytes
     */
    public EndlessDatagrams(int count, int size) {
        super(SelectorProvider.provider());
        this.left = count;
        this.size = size;
    }

    /** A link over it. */
    public UdpLink link() {
        return new UdpLink(this);
    }

    /** Whether there are more. */
    public boolean isFlooding() {
        return left > 0;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one reader at a time
    public int read(ByteBuffer target) {
        if (left == 0) {
            return 0;
        }
        left--;
        target.putShort(STRAY).putShort((short) 0).putShort((short) 1).putShort((short) 0);
        for (int i = FRAME; i < size; i++) {
            target.put((byte) 'x');
        }
        long end = System.nanoTime() + ONE_READ_NANOS;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return size;
    }

    @Override
    public int write(ByteBuffer source) {
        int count = source.remaining();
        source.position(source.limit());
        return count;
    }

    @Override
    protected void implCloseSelectableChannel() {}

    @Override
    protected void implConfigureBlocking(boolean block) {}

    @Override
    public boolean isConnected() {
        return true;
    }

    // ---- What nobody calls

    @Override
    public DatagramChannel bind(SocketAddress local) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> DatagramChannel setOption(SocketOption<T> name, T value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T getOption(SocketOption<T> name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public DatagramSocket socket() {
        throw new UnsupportedOperationException();
    }

    @Override
    public DatagramChannel connect(SocketAddress remote) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DatagramChannel disconnect() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketAddress getRemoteAddress() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketAddress getLocalAddress() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketAddress receive(ByteBuffer target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int send(ByteBuffer source, SocketAddress target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MembershipKey join(InetAddress group, NetworkInterface network) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MembershipKey join(InetAddress group, NetworkInterface network, InetAddress source) {
        throw new UnsupportedOperationException();
    }
}
