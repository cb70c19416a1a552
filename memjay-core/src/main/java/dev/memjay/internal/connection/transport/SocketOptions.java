package dev.memjay.internal.connection.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.NetworkChannel;
import jdk.net.ExtendedSocketOptions;

/** Puts the settings of a socket on a channel that is not connected yet. */
final class SocketOptions {
    private SocketOptions() {}

    /** All that a TCP socket can have. */
    static void applyToTcp(SocketSettings settings, NetworkChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, settings.noDelay());
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, settings.keepAlive());
        set(channel, ExtendedSocketOptions.TCP_KEEPIDLE, settings.keepAliveIdle(), "keepAliveIdle");
        set(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, settings.keepAliveInterval(), "keepAliveInterval");
        set(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, settings.keepAliveCount(), "keepAliveCount");
        if (settings.linger() >= 0) {
            channel.setOption(StandardSocketOptions.SO_LINGER, settings.linger());
        }
        applyToIp(settings, channel);
    }

    /** What TCP and UDP have in common. */
    static void applyToIp(SocketSettings settings, NetworkChannel channel) throws IOException {
        applyBuffers(settings, channel);
        set(channel, StandardSocketOptions.IP_TOS, settings.trafficClass(), "trafficClass");
        if (!settings.localAddress().isEmpty()) {
            bind(channel, settings.localAddress());
        }
    }

    /** What every socket has. */
    static void applyBuffers(SocketSettings settings, NetworkChannel channel) throws IOException {
        set(channel, StandardSocketOptions.SO_SNDBUF, settings.sendBuffer(), "sendBuffer");
        set(channel, StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer(), "receiveBuffer");
    }

    private static void set(NetworkChannel channel, SocketOption<Integer> option, int value, String setting)
            throws IOException {
        if (value <= 0) {
            return;
        }
        if (!channel.supportedOptions().contains(option)) {
            throw new IOException("this operating system has no " + option.name() + ", which the setting " + setting
                    + " asks for; leave it out");
        }
        channel.setOption(option, value);
    }

    private static void bind(NetworkChannel channel, String localAddress) throws IOException {
        InetAddress address;
        try {
            address = InetAddress.getByName(localAddress);
        } catch (UnknownHostException e) {
            throw new IOException("the local address " + localAddress + " is not known", e);
        }
        try {
            channel.bind(new InetSocketAddress(address, 0));
        } catch (IOException | RuntimeException e) {
            throw new IOException("cannot connect from the local address " + localAddress + ": " + e.getMessage(), e);
        }
    }
}
