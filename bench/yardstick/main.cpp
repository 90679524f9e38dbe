// EM iterations as fast as the processor can: the yardstick for dsm's compiled code.
//
//     yardstick folder kind states width sequences steps threads
//
// reads the problem that bench/lib/problem-file.mjs wrote and does one iteration from the start parameters for each line
// "em" of stdin; each answer is a line of JSON. Sequences of one length, as many as fill the lanes. No fallback for
// a step that underflows.
#include "e_step.hpp"
#include "m_step.hpp"
#include <atomic>
#include <barrier>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <string>
#include <thread>

template <typename T> std::vector<T> readFile(const std::string &path) {
  FILE *file = std::fopen(path.c_str(), "rb");
  if (!file) throw std::runtime_error("cannot read " + path);
  std::fseek(file, 0, SEEK_END);
  std::vector<T> values(std::ftell(file) / sizeof(T));
  std::rewind(file);
  size_t got = std::fread(values.data(), sizeof(T), values.size(), file);
  std::fclose(file);
  if (got != values.size()) throw std::runtime_error("cannot read all of " + path);
  return values;
}

Parameters readParameters(const std::string &folder, const Shape &s) {
  auto all = readFile<double>(folder + "/parameters.bin");
  auto at = all.begin();
  auto take = [&](size_t n) { at += n; return std::vector<double>(at - n, at); };
  size_t K = s.states, rest = K * s.width;
  Parameters p;
  p.initial = take(K), p.transition = take(K * K);
  if (s.kind == Kind::gaussian) p.mean = take(rest), p.variance = take(rest);
  else p.probabilities = take(rest);
  return p;
}

/// Threads that wait between iterations; groups are dealt out as threads become free.
class Workers {
  const Shape shape;
  const Observations &data;
  std::vector<EStep> steps;
  std::vector<Statistics> statistics;
  std::vector<std::thread> threads;
  std::barrier<> begin, end;
  std::atomic<int> next{0};
  const Prepared *prepared = nullptr;
  const Parameters *parameters = nullptr;

  void work(int w) {
    statistics[w].clear();
    for (int g; (g = next++) < shape.groups();) steps[w].run(*prepared, *parameters, data, g, statistics[w]);
  }

public:
  Workers(const Shape &s, const Observations &d, int count) : shape(s), data(d), begin(count), end(count) {
    for (int w = 0; w < count; w++) steps.emplace_back(s), statistics.emplace_back(s);
    for (int w = 1; w < count; w++)
      threads.emplace_back([this, w] {
        for (begin.arrive_and_wait(); prepared; begin.arrive_and_wait()) work(w), end.arrive_and_wait();
      });
  }
  ~Workers() {
    prepared = nullptr;
    begin.arrive_and_wait();
    for (auto &thread : threads) thread.join();
  }
  const Statistics &expect(const Prepared &p, const Parameters &from) {
    prepared = &p, parameters = &from, next = 0;
    begin.arrive_and_wait();
    work(0);
    end.arrive_and_wait();
    for (size_t w = 1; w < statistics.size(); w++) statistics[0].add(statistics[w]);
    return statistics[0];
  }
};

void print(const char *name, const std::vector<double> &values, const char *after) {
  std::printf("\"%s\":[", name);
  for (size_t i = 0; i < values.size(); i++) std::printf("%s%.17g", i ? "," : "", values[i]);
  std::printf("]%s", after);
}

void answer(double seconds, double logLikelihood, const Shape &shape, const Parameters &p) {
  std::printf("{\"seconds\":%.9g,\"logLikelihood\":%.17g,\"parameters\":{", seconds, logLikelihood);
  print("initial", p.initial, ","), print("transition", p.transition, ",");
  if (shape.kind == Kind::gaussian) print("mean", p.mean, ","), print("variance", p.variance, "}}\n");
  else print("probabilities", p.probabilities, "}}\n");
  std::fflush(stdout);
}

int main(int argc, char **argv) try {
  if (argc != 8) throw std::runtime_error("usage: yardstick folder kind states width sequences steps threads");
  std::string folder = argv[1];
  bool gaussian = !std::strcmp(argv[2], "gaussian");
  Shape shape{gaussian ? Kind::gaussian : Kind::categorical, std::stoi(argv[3]), std::stoi(argv[4]), std::stoi(argv[5]),
              std::stoi(argv[6])};
  if (shape.sequences % LANES) throw std::runtime_error("the number of sequences must be a multiple of the lanes");
  const Parameters start = readParameters(folder, shape);
  const Observations data(shape, gaussian ? readFile<double>(folder + "/x.bin").data() : nullptr,
                          gaussian ? nullptr : readFile<int32_t>(folder + "/x.bin").data());
  Workers workers(shape, data, std::stoi(argv[7]));
  std::printf("{\"versions\":\"g++ %s, %d lanes\"}\n", __VERSION__, LANES);
  std::fflush(stdout);
  for (std::string line; std::getline(std::cin, line);) {
    auto begin = std::chrono::steady_clock::now();
    const Prepared prepared(shape, start);
    const Statistics &statistics = workers.expect(prepared, start);
    const Parameters next = maximise(shape, statistics, start);
    std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    answer(taken.count(), statistics.logLikelihood, shape, next);
  }
} catch (const std::exception &error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
