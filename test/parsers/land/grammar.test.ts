/** Headers, units and words of all exports. */
import { describe, expect, test } from 'vitest';
import {
  isCelsius,
  isLandMark,
  isSpecificCapacity,
  isTableField,
  parseHeader,
  recordField,
  timeUnit,
} from '../../../parsers/land/columns.ts';
import { isCycleHeader, isStepHeader } from '../../../parsers/land/cycle-table.ts';
import { stepState } from '../../../parsers/land/states.ts';
import { conversionFactor } from '../../../src/model/units.ts';

describe('headers', () => {
  test.each([
    ['Current/mA', 'current', 'mA'],
    ['SpeCap/mAh/g', 'specap', 'mAh/g'],
    ['SpeEnergy/Wh/kg', 'speenergy', 'Wh/kg'],
    ['dQ/dV/mAh/V', 'dq/dv', 'mAh/V'],
    ['dV/dQ/V/mAh', 'dv/dq', 'V/mAh'],
    ['dQ/dV', 'dq/dv', ''],
    ['dQdV/uAh/V', 'dqdv', 'uAh/V'],
    ['SOC|DOD/%', 'soc|dod', '%'],
    ['AuxTemp/dC.', 'auxtemp', 'dC.'],
    ['TestTime/Sec.', 'testtime', 'Sec.'],
    ['TestTime (h:m:s)', 'testtime', 'h:m:s'],
    ['电流（mA）', '电流', 'mA'],
    [' Test tIME ', 'testtime', ''],
    ['比容量/mAh/g', '比容量', 'mAh/g'],
    ['/', '', ''],
    ['', '', ''],
    ['(column)', '(column)', ''],
  ])('%s', (source, name, unit) => {
    expect(parseHeader(source)).toEqual({ source, name, unit });
  });

  test.each([
    ['record', 'Record Index 记录序号'],
    ['time', 'TestTime 测试时间'],
    ['step_time', 'StepTime 步骤时间'],
    ['current', 'Current/uA 电流/A'],
    ['capacity', 'Capacity/Ah 容量/mAh'],
    ['energy', 'Energy/uWh 能量/Wh'],
    ['potential', 'Voltage/V 电压/V'],
    ['temperature', 'AuxTemp/dC. Temperature/C 辅助温度/℃'],
    ['auxiliary_potential', 'AuxVolt/V 辅助电压/V'],
    ['clock', 'SysTime 系统时间'],
    ['cycle', 'Cycle CycleNo Cycle-Index 循环序号 循环号'],
    ['step', 'Step StepNo Step-Index 工步 工步序号 工步号'],
    ['state', 'Mode State StepStatus Step-State WorkMode 工步状态 状态 工作模式'],
  ])('%s', (field, headers) => {
    expect(headers.split(' ').map((header) => recordField(parseHeader(header)))).toEqual(
      headers.split(' ').map(() => field),
    );
  });

  test.each(['CapacityC', 'Power/uW', 'SpeCap/mAh/g', 'Cycles', 'Test_Time(s)', 'Total Time', 'EnergyD', ''])(
    '%s is no field of a record',
    (header) => {
      expect(recordField(parseHeader(header))).toBeUndefined();
    },
  );

  test.each(['SpeCap/mAh/g', 'SCapacity/mAh/g', '比容量/mAh/g'])('%s tells the mass', (header) => {
    expect(isSpecificCapacity(parseHeader(header))).toBe(true);
  });

  test('tables in either language', () => {
    expect(isCycleHeader(['循环序号', '充电容量/mAh', '放电容量/mAh', '充电比容量/mAh/g'])).toBe(true);
    expect(isCycleHeader(['Cycle', 'CapD/mAh', 'CoulombEfficiency/%'])).toBe(true);
    expect(isCycleHeader(['循环号', '充电容量(mAh)', '放电容量(mAh)'])).toBe(false);
    expect(isCycleHeader(['Cycle', 'Note'])).toBe(false);
    expect(isStepHeader(['Index', 'Mode', 'Period/Sec'])).toBe(true);
    expect(isStepHeader(['工步序号', '工步状态', '步骤时间'])).toBe(true);
    expect(isTableField(parseHeader('充电比容量/mAh/g'), 'charge_capacity')).toBe(false);
  });

  test('what tells LAND from others', () => {
    for (const header of [
      'SpeCap/mAh/g',
      'StepStatus',
      'SysTime',
      '测试时间/Sec',
      'TestTime/Sec.',
      'SCapacity/mAh/g',
    ]) {
      expect(isLandMark(parseHeader(header)), header).toBe(true);
    }
    for (const header of ['Test Time (s)', 'Voltage (V)', 'Cycle Index', 'TestTime', 'Step', 'ES', 'DPt Time', '']) {
      expect(isLandMark(parseHeader(header)), header).toBe(false);
    }
  });
});

describe('units', () => {
  test.each([
    ['Sec', 's'],
    ['Sec.', 's'],
    ['Second', 's'],
    ['h', 'h'],
    ['Min', 'min'],
    ['', ''],
    ['h:m:s', ''],
  ])('time in "%s"', (written, unit) => {
    expect(timeUnit(written)).toBe(unit);
  });

  test('a word that is no time', () => {
    expect(timeUnit('mAh')).toBeUndefined();
  });

  test('temperatures and resistances', () => {
    expect(['dC.', '℃', 'C', '°C'].every(isCelsius)).toBe(true);
    expect(isCelsius('K')).toBe(false);
    expect(['mOhm', 'Ohm', 'KOhm'].map((unit) => conversionFactor(unit, 'ohm'))).toEqual([1e-3, 1, 1e3]);
  });

  test.each(['uA', '\u00b5A', '\u03bcA'])('%s', (unit) => {
    expect(conversionFactor(unit, 'A')).toBe(1e-6);
  });
});

describe('states', () => {
  test.each([
    [0, 'rest', 'R Rest 静置'],
    [1, 'constant-current', 'RateC CC-Rate C_Rate CCC C_CC 恒流充电'],
    [-1, 'constant-current', 'RateD DC-Rate D_Rate CCD D_CC 恒流放电'],
    [1, 'constant-voltage', 'CVC C_CV 恒压充电'],
    [-1, 'constant-voltage', 'CVD D_CV 恒压放电'],
    [1, 'constant-power', 'CPC 恒功率充电'],
    [-1, 'constant-power', 'CPD 恒功率放电'],
    [-1, 'constant-resistance', 'CRD 恒阻放电'],
    [1, 'other', 'CCCV_C CCVC_C'],
    [Number.NaN, 'pulse', 'DCIR'],
    [Number.NaN, 'constant-voltage', 'CV'],
  ])('%s %s', (sign, mode, words) => {
    for (const word of words.split(' ')) {
      expect(stepState(word), word).toEqual({ sign, mode });
      expect(stepState(` ${word.toLowerCase()} `), word).toEqual({ sign, mode });
    }
  });

  test.each(['', 'Zap', 'X', 'constructor', '充电'])('"%s" is not known', (word) => {
    expect(stepState(word)).toBeUndefined();
  });
});
