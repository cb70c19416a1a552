package dev.memjay.server;

/**
 * One request as a server received it.
 *
 * @param connection the number of the connection that it came on, from 1; 0 for a datagram
 * @param line the command line without its end and without the data block; of a binary request header, extras and key,
 *     each byte as the character of the same number
 */
public record ReceivedRequest(long connection, String line) {}
