package dev.memjay.python;

/**
 * Python's complex number.
 *
 * @param real the real part
 * @param imaginary the imaginary part
 */
public record Complex(double real, double imaginary) {}
