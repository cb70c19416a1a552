/** An in-process memcached for tests, demos and local work. */
module dev.memjay.server {
    requires com.github.benmanes.caffeine;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires static org.jspecify;

    exports dev.memjay.server;
}
