"""Fits the spectra on standard input with scipy.optimize.least_squares; one line of milliseconds and chi2 for each."""
import json
import sys
import time

import numpy as np
from scipy.optimize import least_squares


def impedance(u, omega):
    r0, r1, q1, r2, q2, sigma = np.exp(u[[0, 1, 2, 4, 5, 7]])
    n1, n2 = u[3], u[6]
    jw = 1j * omega
    z = r0 + r1 / (1 + r1 * q1 * jw**n1) + r2 / (1 + r2 * q2 * jw**n2)
    return z + sigma * (1 - 1j) / np.sqrt(omega)


def fit(start, omega, z):
    weight = 1 / np.abs(z)

    def residuals(u):
        d = (impedance(u, omega) - z) * weight
        return np.concatenate([d.real, d.imag])

    lower, upper = np.full(8, -np.inf), np.full(8, np.inf)
    lower[[3, 6]], upper[[3, 6]] = 0.3, 1
    u = np.clip(np.array(start), lower, upper)
    return least_squares(residuals, u, bounds=(lower, upper), x_scale="jac", ftol=1e-10, xtol=1e-10, gtol=1e-10)


spectra = json.load(sys.stdin)
for spectrum in spectra[:3]:
    fit(spectrum["starts"][0], 2 * np.pi * np.array(spectrum["f"]), np.array(spectrum["re"]) + 1j * np.array(spectrum["im"]))
results = []
for spectrum in spectra:
    omega = 2 * np.pi * np.array(spectrum["f"])
    z = np.array(spectrum["re"]) + 1j * np.array(spectrum["im"])
    begin = time.perf_counter()
    fits = [fit(start, omega, z) for start in spectrum["starts"]]
    elapsed = 1e3 * (time.perf_counter() - begin)
    results.append({"ms": elapsed, "chi2": 2 * min(f.cost for f in fits)})
json.dump(results, sys.stdout)
